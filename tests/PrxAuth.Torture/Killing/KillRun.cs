using System.Diagnostics;

namespace PrxAuth.Torture.Killing;

/// <summary>Batches of workers on one store; each is killed at a random point, then the store is looked through and mended.</summary>
internal static class KillRun
{
    public static readonly string[] Options = ["kills", "workers", "with=core|prx|mixed", "prx=", "seed"];

    private const int BatchesPerHome = 6;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int kills = arguments.Number("kills", 500);
        int workers = arguments.Number("workers", 4);
        var random = new Random(arguments.Seed);
        var victimChoice = new VictimChoice(random, arguments.Word("with", "core"), arguments.Word("prx", Staged.Command));
        arguments.Announce("kill");
        var counts = new KillCounts();
        long start = Stopwatch.GetTimestamp();
        await using TortureWorld world = await TortureWorld.StartAsync(random);
        var audit = new Audit(world, counts);
        for (int batch = 0; counts.Kills < kills; batch++)
        {
            bool isNewHome = batch % BatchesPerHome == 0;
            if (isNewHome)
            {
                world.MoveToNewHome(random);
                audit.Forget();
            }

            world.Server.Control.Delay("/connect/token", TimeSpan.FromMilliseconds(random.Next(2) * random.Next(30)));
            Victim[] victims = [.. Enumerable.Range(0, workers).Select(_ => victimChoice.Next(isNewHome))];
            await Task.WhenAll(victims.Select(victim => victim.LiveAndDieAsync(world)));
            Count(victims, counts);
            await audit.RunAsync(batch, victims);
        }

        return counts.Report(arguments.Seed, workers, world.RefusedGrants, Stopwatch.GetElapsedTime(start));
    }

    private static void Count(Victim[] victims, KillCounts counts)
    {
        foreach (Victim victim in victims)
        {
            if (victim.Failed)
            {
                counts.FailedWorkers++;
                Console.WriteLine($"  a worker hung or ended by itself after: {victim.Lines.LastOrDefault()}");
            }

            counts.OperationsDone += victim.Lines.Count(line => line.Kind == LineKind.Done);
            if (victim.WasKilled)
            {
                counts.Kills++;
                string operation = $"{victim.KilledIn?.Operation.ToString() ?? "none"} of {victim.Program}";
                counts.KillsByOperation[operation] = counts.KillsByOperation.GetValueOrDefault(operation) + 1;
            }
        }
    }
}
