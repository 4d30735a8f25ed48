using System.Runtime.InteropServices;

namespace PrxAuth.Torture.Stopping;

/// <summary>SIGSTOP and SIGCONT, which .NET has no call for (Linux).</summary>
internal static partial class Signals
{
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>Stops the whole process. The calling thread is stopped first: nothing after this call happens before SIGCONT.</summary>
    public static void StopMyself() => Check(RaiseSignal(Stop));

    /// <summary>Lets a stopped process go on.</summary>
    public static void Resume(int process) => Check(SendSignal(process, Continue));

    /// <summary>Waits until a process stands still.</summary>
    public static async Task StoppedAsync(int process, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        while (!IsStopped(process))
        {
            await Task.Delay(1, deadline.Token);
        }
    }

    // The state is the first word after the program's name, which stands in parentheses.
    private static bool IsStopped(int process) => File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].StartsWith('T');

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException($"The signal could not be sent (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "raise", SetLastError = true)]
    private static partial int RaiseSignal(int signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
