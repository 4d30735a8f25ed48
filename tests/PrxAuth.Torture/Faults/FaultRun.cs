using System.Collections.Concurrent;
using System.Diagnostics;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Torture.Faults;

/// <summary>
/// Every step that an operation of <c>prx</c> takes on its files fails once in every way; afterwards nothing is lost, and the operation
/// succeeds when it is tried again.
/// </summary>
internal static class FaultRun
{
    /// <summary>What a run can be asked for.</summary>
    public static readonly string[] Options = ["operation", "lanes", "steps", "prx=", "seed"];

    private const int Tries = 3;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        // 0: all of them.
        int only = arguments.Number("operation", 0);
        int lanes = arguments.Number("lanes", 2);
        int most = arguments.Number("steps", int.MaxValue);
        int seed = arguments.Seed;
        string prx = arguments.Word("prx", Staged.Command);
        arguments.Announce("fault");
        if (await TracedPrx.WhyNoTraceAsync() is { } why)
        {
            Console.WriteLine($"SKIPPED: no step was made to fail. {why}");
            return 0;
        }

        long start = Stopwatch.GetTimestamp();
        var random = new Random(seed);
        await using TortureWorld world = await TortureWorld.StartAsync(random);
        world.Server.Control.AutoApproveAfterPolls = 0;
        world.Server.Control.EnforceDeviceInterval = false;
        world.Server.Control.DeviceInterval = 0;
        using var template = new FaultHome(world, prx, Path.Join(world.Root, "template"));
        template.Begin(null);
        File.Copy(template.ConfigFile, template.ConfigFile + ".original");
        await template.SignInAsync(FaultOperation.Bystander);
        Credential bystander = (await template.ReadAsync(FaultOperation.Bystander))!;
        var table = new CountTable($"Faults: seed {seed}");
        foreach (FaultOperation operation in FaultOperation.All.Where((_, i) => only == 0 || only == i + 1))
        {
            FaultCounts counts = await RunAsync(world, prx, template, bystander, operation, lanes, most, random, table);
            foreach (string kind in FaultAudit.Kinds)
            {
                table.Demand($"{operation.Name}: {kind}", counts.Findings.GetValueOrDefault(kind));
            }
        }

        table.State("wall time, s", Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1));
        return table.Print();
    }

    private static async Task<FaultCounts> RunAsync(
        TortureWorld world, string prx, FaultHome template, Credential bystander, FaultOperation operation, int lanes, int most, Random random, CountTable table)
    {
        var counts = new FaultCounts();
        using var cleanHome = new FaultHome(world, prx, Path.Join(world.Root, "lane0"));
        await operation.PrepareAsync(cleanHome, template);
        string trace = Path.Join(world.Root, "trace0");
        PrxOutcome clean = await TracedPrx.TraceAsync(cleanHome, trace, null, operation.Words);
        if (clean.Status != 0)
        {
            counts.Find(FaultAudit.NoRetry, $"{operation.Name}: not even unhindered: {clean.Error}");
            return counts;
        }

        IReadOnlyList<SystemCall> calls = SystemCall.ReadTrace(trace, cleanHome.Root);
        FaultStep[] steps = [.. FaultStep.Of(calls)];
        if (steps.Length > most)
        {
            random.Shuffle(steps);
            steps = steps[..most];
        }

        var queue = new ConcurrentQueue<FaultStep>(steps);
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
        {
            using var home = new FaultHome(world, prx, Path.Join(world.Root, $"lane{lane}"));
            while (queue.TryDequeue(out FaultStep? step))
            {
                await RunStepAsync(template, home, bystander, operation, step, Path.Join(world.Root, $"trace{lane}"), counts);
            }
        })));
        var disks = new FaultCounts();
        if (await FullDisk.WhyNotAsync() is { } why)
        {
            Console.WriteLine($"SKIPPED: no disk was full or read-only. {why}");
        }
        else
        {
            await FullDisk.RunAsync(template, cleanHome, bystander, operation, disks);
            foreach ((string kind, int count) in disks.Findings)
            {
                counts.Findings[kind] = counts.Findings.GetValueOrDefault(kind) + count;
            }
        }

        table.State($"{operation.Name}: runs on full and read-only disks, failed / succeeded all the same", $"{disks.Failed} / {disks.Runs - disks.Failed}");
        table.State($"{operation.Name}: calls on its files in a clean run", calls.Count);
        table.State($"{operation.Name}: steps that failed in one way each / not reached", $"{counts.Runs - counts.NotReached} / {counts.NotReached}");
        table.State($"{operation.Name}: faults injected", counts.Injected);
        table.State($"{operation.Name}: runs that failed / succeeded all the same", $"{counts.Failed} / {counts.Runs - counts.Failed}");
        return counts;
    }

    private static async Task RunStepAsync(
        FaultHome template, FaultHome home, Credential bystander, FaultOperation operation, FaultStep step, string trace, FaultCounts counts)
    {
        int injected = 0;
        IReadOnlyList<SystemCall> calls = [];
        PrxOutcome? outcome = null;
        Credential? before = null;
        // Which thread takes a step is not always the same one; where it was another, nothing failed, and it is tried again.
        for (int i = 0; i < Tries && injected == 0; i++)
        {
            before = await operation.PrepareAsync(home, template);
            File.Copy(home.ConfigFile, home.ConfigFile + ".original", overwrite: true);
            outcome = await TracedPrx.TraceAsync(home, trace, step, operation.Words);
            calls = SystemCall.ReadTrace(trace, home.Root);
            injected = calls.Count(call => call.IsInjected);
        }

        counts.AddRun(injected, outcome!.Status != 0);
        if (outcome.Status == 0 && calls is [.., { Name: "fsync" or "fdatasync", IsInjected: true }])
        {
            counts.Find(FaultAudit.Unflushed, $"{operation.Name}: {step}, and status 0");
        }

        await new FaultAudit(operation, home, before, operation.HasStore ? bystander : null, counts).RunAsync(step.ToString(), outcome);
    }
}
