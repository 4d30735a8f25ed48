using System.Diagnostics;

namespace PrxAuth.Torture;

/// <summary>This program again, as a process of its own that is spoken to by lines.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        string program = Path.Join(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "PrxAuth.Torture.exe" : "PrxAuth.Torture");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        if (!environment.TryGetValue("PRX_MASTER_KEY", out string? key) || key is null)
        {
            start.Environment.Remove("PRX_MASTER_KEY");
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    public Task SayAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>The next line; null when the process has ended.</summary>
    public Task<string?> HearAsync(TimeSpan patience) => _process.StandardOutput.ReadLineAsync().WaitAsync(patience);

    /// <summary>SIGKILL: nothing in the process runs any more.</summary>
    public void Kill() => _process.Kill();

    public Task EndedAsync() => _process.WaitForExitAsync();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
