using System.Diagnostics;
using System.Globalization;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Simulator;

namespace PrxAuth.Torture.Racing;

/// <summary>Many processes want one expired token at once, again and again: each time one of them refreshes and all get the result.</summary>
internal static class RaceRun
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_lifetimeAndMore = TimeSpan.FromHours(2);

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int processes = arguments.Number("processes", 64);
        int rounds = arguments.Number("rounds", 100);
        Console.WriteLine($"race --processes {processes} --rounds {rounds} --seed {arguments.Seed}");
        var random = new Random(arguments.Seed);
        await using TortureWorld world = await TortureWorld.StartAsync(random);
        var clock = new ShiftedClock();
        using AuthSession session = world.Open(clock);
        await TortureWorld.SignInAsync(session, ProfileKey.DefaultProfile);
        WorkerProcess[] workers = [.. Enumerable.Range(0, processes).Select(_ => WorkerProcess.Start(world.Environment, RaceWorker.Verb))];
        try
        {
            await Task.WhenAll(workers.Select(worker => worker.HearAsync(s_patience)));
            world.Server.Control.ResetCounts();
            var counts = new Counts();
            for (int round = 0; round < rounds; round++)
            {
                await RunRoundAsync(world, session, clock, workers, random, counts);
            }

            return Report(arguments, world, counts, processes, rounds);
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    private static async Task RunRoundAsync(
        TortureWorld world, AuthSession session, ShiftedClock clock, WorkerProcess[] workers, Random random, Counts counts)
    {
        clock.Shift += s_lifetimeAndMore;
        world.Server.Control.AdvanceClock(s_lifetimeAndMore);
        // The longer an answer takes, the more processes stand before the lock.
        world.Server.Control.Delay("/connect/token", TimeSpan.FromMilliseconds(random.Next(60)));
        long start = Stopwatch.GetTimestamp();
        string shift = clock.Shift.Ticks.ToString(CultureInfo.InvariantCulture);
        await Task.WhenAll(workers.Select(worker => worker.SayAsync(shift)));
        string?[] answers = await Task.WhenAll(workers.Select(worker => worker.HearAsync(s_patience)));
        counts.Durations.Add(Stopwatch.GetElapsedTime(start));
        string?[] failures = [.. answers.Where(answer => answer?.StartsWith("ok ", StringComparison.Ordinal) != true)];
        counts.Tokens += answers.Length - failures.Length;
        counts.Errors += failures.Length;
        counts.Divided += answers.Except(failures).Distinct().Count() > 1 ? 1 : 0;
        foreach (string? failure in failures.Distinct())
        {
            Console.WriteLine($"  round {counts.Durations.Count}: {failure ?? "the process ended"}");
        }

        ProfileView view = await session.Profiles.GetAsync(new ProfileKey(TortureWorld.Provider, ProfileKey.DefaultProfile), CancellationToken.None);
        if (view.Status == ProfileStatus.NeedsLogin)
        {
            counts.RevokedFamilies++;
            await TortureWorld.SignInAsync(session, ProfileKey.DefaultProfile);
        }
    }

    private static int Report(Arguments arguments, TortureWorld world, Counts counts, int processes, int rounds)
    {
        AreaCounts asked = world.Server.Control.Counts(SimulatorArea.Oidc);
        TimeSpan[] sorted = [.. counts.Durations.Order()];
        var table = new CountTable($"Race: {processes} processes, {rounds} rounds, seed {arguments.Seed}");
        table.Demand("refreshes at the provider", asked.Refreshes, rounds);
        table.Demand("refresh requests sent", asked.TokenRequestsOf("refresh_token"), rounds);
        table.Demand("valid tokens received", counts.Tokens, (long)processes * rounds);
        table.Demand("errors", counts.Errors);
        table.Demand("rounds with more than one generation", counts.Divided);
        table.Demand("invalid_grant answers", world.RefusedGrants);
        table.Demand("revoked families", counts.RevokedFamilies);
        table.State("wall time, s", Math.Round(sorted.Sum(one => one.TotalSeconds), 1));
        table.State("round, median ms", Math.Round(sorted[sorted.Length / 2].TotalMilliseconds));
        table.State("round, longest ms", Math.Round(sorted[^1].TotalMilliseconds));
        return table.Print();
    }

    private sealed class Counts
    {
        public List<TimeSpan> Durations { get; } = [];

        public int Tokens { get; set; }

        public int Errors { get; set; }

        public int Divided { get; set; }

        public int RevokedFamilies { get; set; }
    }
}
