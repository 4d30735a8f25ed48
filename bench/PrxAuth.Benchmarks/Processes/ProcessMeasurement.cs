using PrxAuth.Benchmarks.Fixtures;
using PrxAuth.Benchmarks.Reporting;

namespace PrxAuth.Benchmarks.Processes;

/// <summary>What a script pays that starts a process for each token; the processes of one round follow each other.</summary>
internal static class ProcessMeasurement
{
    private const int WarmupRounds = 2;
    private const double NativeMilliseconds = 8;

    /// <summary>Measures and prints.</summary>
    public static int Run(int rounds)
    {
        using var store = new TemporaryStore(1);
        using var gh = new GitHubCommandLine(store.Root);
        var shell = new Shell(store.Variables);
        Row nothing = new("a .NET program that does nothing", () => shell.Run(Locations.EngineHost).Milliseconds);
        Row staged = new("prx auth token", () => Token(shell.Run(Locations.Command, TokenWords)));
        Row native = new("prx auth token, native build", () => Token(shell.Run(Locations.NativeCommand, TokenWords)), File.Exists(Locations.NativeCommand));
        Row version = new("prx --version, native build", () => shell.Run(Locations.NativeCommand, "--version").Milliseconds, File.Exists(Locations.NativeCommand));
        Row other = new("gh auth token", () => Token(gh.Run(shell)), gh.IsHere);
        Engine? pwsh = Engine.Pwsh();
        Row bare = new("pwsh that does nothing", () => pwsh!.Run(shell, "1").Milliseconds, pwsh is not null);
        Row module = new(
            "pwsh: Import-Module, Get-PrxAuthToken -AsPlainText",
            () => Token(pwsh!.Run(shell, $"{ImportScripts.Import(Locations.Module)}; {ImportScripts.GetToken} -AsPlainText")), pwsh is not null);
        Row[] rows = [.. new[] { nothing, staged, native, version, other, bare, module }.Where(row => row.CanRun)];
        for (int round = -WarmupRounds; round < rounds; round++)
        {
            foreach (Row row in rows)
            {
                double milliseconds = row.Measure();
                if (round >= 0)
                {
                    row.Samples.Add(milliseconds);
                }
            }
        }

        Samples.Print(Console.Out, rows.Select(row => row.Samples));
        Target[] targets = [.. new (Row Of, Row To, double? Limit)[] { (staged, nothing, null), (module, bare, null), (native, other, 0.2) }
            .Where(pair => pair.Of.CanRun && pair.To.CanRun)
            .Select(pair => new Target($"{pair.Of.Samples.What} : {pair.To.Samples.What}", pair.Limit, pair.Of.Samples.RatioTo(pair.To.Samples)))];
        Target.Print(Console.Out, native.CanRun
            ? [.. targets, new Target($"prx auth token, native build : {NativeMilliseconds} ms", 1, native.Samples.Median / NativeMilliseconds)]
            : targets);
        return targets.All(target => target.IsMet) ? 0 : 1;
    }

    private static string[] TokenWords => ["auth", "token", "-P", TemporaryStore.Provider];

    private static double Token((string Output, double Milliseconds) run) => run.Output.Contains("aaaa", StringComparison.Ordinal)
        ? run.Milliseconds
        : throw new InvalidOperationException("No token came.");

    private sealed record Row(string What, Func<double> Measure, bool CanRun = true)
    {
        public Samples Samples { get; } = new(What);
    }
}
