using System.Diagnostics;

namespace PrxAuth.Torture.Faults;

/// <summary>What a run of <c>prx</c> left.</summary>
internal sealed record PrxOutcome(int Status, string Output, string Error);

/// <summary>The real <c>prx</c>, alone or under strace.</summary>
internal static class TracedPrx
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    /// <summary>Why nothing can be traced here; null: it can.</summary>
    public static async Task<string?> WhyNoTraceAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "strace needs Linux.";
        }

        try
        {
            PrxOutcome tried = await RunAsync(new Dictionary<string, string?>(), "strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true");
            return tried.Status == 0 ? null : $"strace cannot trace here: {tried.Error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"There is no strace here: {e.Message}";
        }
    }

    public static Task<PrxOutcome> RunAsync(FaultHome home, params string[] words) => RunAsync(home.Environment, home.Command, words);

    /// <summary>Runs it under strace, which writes to <paramref name="trace"/>; with a step, that step fails.</summary>
    public static Task<PrxOutcome> TraceAsync(FaultHome home, string trace, FaultStep? step, params string[] words)
    {
        string[] what = step is null
            ? ["-e", $"trace={string.Join(',', FaultStep.Calls.Select(call => "?" + call))}"]
            :
            [
                "-P", Path.GetFullPath(Path.Join(home.Root, step.Path)),
                "-e", $"trace={step.Call}",
                "-e", $"inject={step.Call}:error={step.Error}:when={step.Occurrence}",
            ];
        // Without the contents of what is written: a trace is no place for them.
        return RunAsync(home.Environment, "strace", ["-f", "--seccomp-bpf", "-qq", "-y", "-s", "0", "-o", trace, .. what, home.Command, .. words]);
    }

    /// <summary>Runs any program to its end.</summary>
    public static Task<PrxOutcome> RunAsync(IReadOnlyDictionary<string, string?> environment, string program, params string[] words) =>
        RunAsync(s_longest, environment, program, words);

    /// <summary>Runs any program to its end, which comes in time or is made.</summary>
    public static async Task<PrxOutcome> RunAsync(
        TimeSpan longest, IReadOnlyDictionary<string, string?> environment, string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (environment.Count > 0)
        {
            start.Environment.Clear();
            foreach ((string name, string? value) in environment.Where(pair => pair.Value is not null))
            {
                start.Environment[name] = value;
            }
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(longest);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            return new PrxOutcome(-1, await output, $"It had not ended after {longest.TotalSeconds} s.\n{await error}");
        }

        return new PrxOutcome(process.ExitCode, await output, await error);
    }
}
