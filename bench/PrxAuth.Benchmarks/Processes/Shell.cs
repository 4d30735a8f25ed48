using System.Diagnostics;

namespace PrxAuth.Benchmarks.Processes;

/// <summary>Starts fresh processes and waits for them.</summary>
/// <param name="variables">Added to the environment of each.</param>
internal sealed class Shell(IReadOnlyDictionary<string, string> variables)
{
    /// <summary>The same with one more variable.</summary>
    public Shell With(string name, string value) => new(new Dictionary<string, string>(variables) { [name] = value });

    /// <summary>The output of a program that must succeed, and how long it lived, in milliseconds.</summary>
    public (string Output, double Milliseconds) Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double lived = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return process.ExitCode == 0
            ? (output, lived)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
    }
}
