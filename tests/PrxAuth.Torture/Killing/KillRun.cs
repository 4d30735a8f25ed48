using System.Diagnostics;

namespace PrxAuth.Torture.Killing;

/// <summary>Batches of workers on one store; each is killed at a random point, then the store is looked through and mended.</summary>
internal static class KillRun
{
    private const int BatchesPerHome = 6;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int kills = arguments.Number("kills", 500);
        int workers = arguments.Number("workers", 4);
        Console.WriteLine($"kill --kills {kills} --workers {workers} --seed {arguments.Seed}");
        var random = new Random(arguments.Seed);
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
            Victim[] victims = [.. Enumerable.Range(0, workers).Select(_ => Choose(random, isNewHome))];
            await Task.WhenAll(victims.Select(victim => victim.LiveAndDieAsync(world.Environment)));
            Count(victims, counts);
            await audit.RunAsync(batch, victims);
        }

        return counts.Report(arguments.Seed, workers, world.RefusedGrants, Stopwatch.GetElapsedTime(start));
    }

    // A new store comes into being within the first operations, which are slow in a process that has just begun.
    private static Victim Choose(Random random, bool isNewHome) => new(
        random.Next(),
        isNewHome ? 1 + random.Next(3) : 1 + random.Next(12),
        TimeSpan.FromMilliseconds(random.Next(isNewHome ? 400 : random.Next(2) == 0 ? 8 : 60)));

    private static void Count(Victim[] victims, KillCounts counts)
    {
        foreach (Victim victim in victims)
        {
            if (victim.Failed)
            {
                counts.FailedWorkers++;
                Console.WriteLine($"  a worker hung or ended by itself after: {victim.Lines.LastOrDefault()}");
            }

            counts.Kills++;
            string operation = victim.KilledIn?.Operation.ToString() ?? "none";
            counts.KillsByOperation[operation] = counts.KillsByOperation.GetValueOrDefault(operation) + 1;
            counts.OperationsDone += victim.Lines.Count(line => line.Kind == LineKind.Done);
        }
    }
}
