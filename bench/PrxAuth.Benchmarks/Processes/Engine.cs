namespace PrxAuth.Benchmarks.Processes;

/// <summary>A way to have a fresh PowerShell engine run a script.</summary>
/// <param name="Name">What to call it in a table.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">What comes before the script.</param>
internal sealed record Engine(string Name, string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The engine of the System.Management.Automation package; and the real pwsh, where there is one.</summary>
    public static IReadOnlyList<Engine> Available()
    {
        Engine hosted = new("engine", Locations.EngineHost, []);
        return Pwsh() is { } pwsh ? [hosted, pwsh] : [hosted];
    }

    public static Engine? Pwsh() => Locations.OnPath("pwsh") is { } program
        ? new Engine("pwsh", program, ["-NoProfile", "-NonInteractive", "-Command"])
        : null;

    public (string Output, double Milliseconds) Run(Shell shell, string script) => shell.Run(Program, [.. Arguments, script]);
}
