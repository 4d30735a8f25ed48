using System.Diagnostics;

namespace PrxAuth.Torture;

/// <summary>This program again, as a process of its own that is spoken to by lines.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static WorkerProcess Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        new(ChildProcess.Start(environment, Staged.Torture, arguments));

    public Task SayAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>The next line; null when the process has ended.</summary>
    public Task<string?> HearAsync(TimeSpan patience) => _process.StandardOutput.ReadLineAsync().WaitAsync(patience);

    /// <summary>SIGKILL: nothing in the process runs any more.</summary>
    public void Kill() => _process.Kill();

    public Task EndedAsync() => _process.WaitForExitAsync();

    public void Dispose() => ChildProcess.End(_process);
}
