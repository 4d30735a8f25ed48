using PrxAuth.Benchmarks.Fixtures;
using PrxAuth.Benchmarks.Reporting;

namespace PrxAuth.Benchmarks.Processes;

/// <summary>What a script pays that starts a process for each token; the processes of one round follow each other.</summary>
internal static class ProcessMeasurement
{
    private const int WarmupRounds = 2;

    /// <summary>Measures and prints.</summary>
    public static int Run(int rounds)
    {
        using var store = new TemporaryStore(1);
        var shell = new Shell(store.Variables);
        List<(Samples Samples, Func<double> Measure)> rows =
        [
            (new("a .NET program that does nothing"), () => shell.Run(Locations.EngineHost).Milliseconds),
            (new("prx auth token"), () => Token(shell.Run(Locations.Command, "auth", "token", "-P", TemporaryStore.Provider))),
        ];
        if (Engine.Pwsh() is { } pwsh)
        {
            rows.Add((new("pwsh that does nothing"), () => pwsh.Run(shell, "1").Milliseconds));
            rows.Add((
                new("pwsh: Import-Module, Get-PrxAuthToken -AsPlainText"),
                () => Token(pwsh.Run(shell, $"{ImportScripts.Import(Locations.Module)}; {ImportScripts.GetToken} -AsPlainText"))));
        }

        for (int round = -WarmupRounds; round < rounds; round++)
        {
            foreach ((Samples samples, Func<double> measure) in rows)
            {
                double milliseconds = measure();
                if (round >= 0)
                {
                    samples.Add(milliseconds);
                }
            }
        }

        Samples.Print(Console.Out, rows.Select(row => row.Samples));
        Target.Print(
            Console.Out,
            Enumerable.Range(0, rows.Count / 2).Select(pair => new Target(
                pair == 0 ? "prx auth token : nothing" : "pwsh with a token : pwsh with nothing",
                null,
                rows[(2 * pair) + 1].Samples.RatioTo(rows[2 * pair].Samples))));
        return 0;
    }

    private static double Token((string Output, double Milliseconds) run) => run.Output.Contains("aaaa", StringComparison.Ordinal)
        ? run.Milliseconds
        : throw new InvalidOperationException("No token came.");
}
