using System.Diagnostics;
using System.Text.Json;

namespace PrxAuth.Torture;

/// <summary>One run of the real <c>prx</c> executable, with <c>--json</c>.</summary>
internal sealed class PrxProcess : IDisposable
{
    /// <summary>How .NET counts a process that was killed: as a shell does, 128 and the signal's number.</summary>
    private static readonly int s_killedStatus = OperatingSystem.IsWindows() ? -1 : 128 + 9;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private PrxProcess(Process process)
    {
        _process = process;
        _process.StandardInput.Close();
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public static PrxProcess Start(IReadOnlyDictionary<string, string?> environment, string program, params string[] words) =>
        new(ChildProcess.Start(environment, program, ["auth", .. words, "--json"], captureError: true));

    public void Kill() => _process.Kill();

    /// <summary>Waits for its end.</summary>
    public async Task<PrxEnd> EndAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync().WaitAsync(patience);
        return new PrxEnd(_process.ExitCode, _process.ExitCode == s_killedStatus, await _output.WaitAsync(patience), await _error.WaitAsync(patience));
    }

    public void Dispose() => ChildProcess.End(_process);
}

/// <summary>How a run of <c>prx</c> ended.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="WasKilled">Whether it was killed.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record PrxEnd(int Status, bool WasKilled, string Output, string Error)
{
    /// <summary>A member of the result.</summary>
    public string? this[string name] => JsonDocument.Parse(Output).RootElement.GetProperty(name).GetString();

    /// <summary>The id of the failure and what it says, in one line.</summary>
    public string Failure
    {
        get
        {
            string line = Error.Split('\n').LastOrDefault(each => each.StartsWith('{')) ?? string.Empty;
            return line.Length > 0 && JsonDocument.Parse(line).RootElement is var failure
                ? $"{failure.GetProperty("error").GetString()} {failure.GetProperty("message").GetString()}"
                : $"status {Status} {Error.ReplaceLineEndings(" ")}";
        }
    }
}
