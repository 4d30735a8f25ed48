using PrxAuth.Benchmarks.Fixtures;
using PrxAuth.Benchmarks.Reporting;

namespace PrxAuth.Benchmarks.Processes;

/// <summary>
/// What <c>Import-Module</c> and the first calls cost, each in a fresh process, beside an empty binary module. The processes of one
/// round follow each other, so that whatever else the machine does meets them alike.
/// </summary>
internal static class ImportMeasurement
{
    private const double MostTimesEmpty = 1.6;
    private const int WarmupRounds = 2;

    /// <summary>Measures and prints; the exit status says whether the promises are kept.</summary>
    public static int Run(int rounds)
    {
        using var store = new TemporaryStore(1);
        List<Target> targets = [];
        foreach (Engine engine in Engine.Available())
        {
            foreach (ImportWay way in ImportWay.Of(engine, store))
            {
                targets.AddRange(Measure(engine, way, rounds));
            }

            double loaded = Values(engine, new Shell(store.Variables), ImportScripts.ImportAndCount(Locations.Module, Locations.Libraries))[0];
            Console.WriteLine($"{engine.Name}: assemblies of lib/ in the process after Import-Module: {loaded:0}");
            Console.WriteLine($"{engine.Name}: {FilesTouched(engine, store)}");
            Console.WriteLine();
        }

        Target.Print(Console.Out, targets);
        return targets.All(target => target.IsMet) ? 0 : 1;
    }

    private static IEnumerable<Target> Measure(Engine engine, ImportWay way, int rounds)
    {
        Samples empty = new($"{way.Name}: import an empty module");
        Samples emptyProcessor = new($"{way.Name}: its processor time");
        Samples emptyCall = new($"{way.Name}: its cmdlet, warm");
        Samples module = new($"{way.Name}: import PrxAuth");
        Samples processor = new($"{way.Name}: its processor time");
        Samples first = new($"{way.Name}: first Get-PrxAuthToken");
        Samples warm = new($"{way.Name}: Get-PrxAuthToken, warm");
        for (int round = -WarmupRounds; round < rounds; round++)
        {
            double[] nothing = Values(engine, way.Shell, ImportScripts.ImportAndCall(way.EmptyModule, "Get-Nothing"));
            double[] prxAuth = Values(engine, way.Shell, ImportScripts.ImportAndCall(way.Module, ImportScripts.GetToken));
            if (round >= 0)
            {
                empty.Add(nothing[0]);
                emptyProcessor.Add(nothing[1]);
                emptyCall.Add(nothing[3]);
                module.Add(prxAuth[0]);
                processor.Add(prxAuth[1]);
                first.Add(prxAuth[2]);
                warm.Add(prxAuth[3]);
            }
        }

        Samples.Print(Console.Out, empty, emptyProcessor, module, processor, first, warm, emptyCall);
        yield return new Target($"{way.Name}: import PrxAuth : import an empty module", MostTimesEmpty, module.RatioTo(empty));
        yield return new Target($"{way.Name}: the same in processor time, all threads", null, processor.RatioTo(emptyProcessor));
    }

    private static double[] Values(Engine engine, Shell shell, string script) => ImportScripts.Values(engine.Run(shell, script).Output);

    private static string FilesTouched(Engine engine, TemporaryStore store)
    {
        if (Locations.OnPath("strace") is not { } strace)
        {
            return "system calls were not watched: there is no strace here.";
        }

        string log = Path.Join(store.Root, "strace.log");
        new Shell(store.Variables).Run(
            strace,
            ["-f", "-qq", "-e", "trace=%file", "-o", log, engine.Program, .. engine.Arguments, ImportScripts.Import(Locations.Module)]);
        string[] calls = File.ReadAllLines(log);
        int manifest = Count(calls, Locations.Module);
        return manifest == 0
            ? throw new InvalidOperationException("strace saw no import.")
            : $"system calls during import that name the config or the store: {Count(calls, store.Root + Path.DirectorySeparatorChar)}; that open a file of lib/: "
                + $"{calls.Count(call => call.Contains(Locations.Libraries, StringComparison.Ordinal) && call.Contains("open", StringComparison.Ordinal))}";
    }

    private static int Count(string[] calls, string path) => calls.Count(call => call.Contains(path, StringComparison.Ordinal));
}
