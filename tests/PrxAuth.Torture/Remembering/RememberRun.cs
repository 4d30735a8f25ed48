using System.Diagnostics;
using PrxAuth.Simulator;

namespace PrxAuth.Torture.Remembering;

/// <summary>
/// What a session of a day asks for, in minutes: many calls for one token with renewals in between, through Core and through the module in
/// a PowerShell engine. Nothing may grow after the first quarter.
/// </summary>
internal static class RememberRun
{
    /// <summary>What a run can be asked for.</summary>
    public static readonly string[] Options = ["calls", "engine-calls", "seed"];

    private const int Samples = 20;
    private const int Files = 4;
    private const int Threads = 4;
    private const double MostGrowth = 0.05;
    private const long MiB = 1 << 20;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int calls = arguments.Number("calls", 1_000_000);
        int engineCalls = arguments.Number("engine-calls", calls);
        var random = new Random(arguments.Seed);
        arguments.Announce("remember");
        var table = new CountTable($"Remember: {calls} calls through Core, {engineCalls} through the module, seed {arguments.Seed}");
        await using (TortureWorld world = await TortureWorld.StartAsync(random))
        {
            await using var core = await CoreMemory.OpenAsync(world, calls);
            await MeasureAsync("Core", core, world, calls, table);
        }

        await using (TortureWorld world = await TortureWorld.StartAsync(random))
        {
            await using var module = await ModuleMemory.OpenAsync(world);
            await MeasureAsync("module", module, world, engineCalls, table);
        }

        return table.Print();
    }

    private static async Task MeasureAsync(string name, IRememberer rememberer, TortureWorld world, int calls, CountTable table)
    {
        int each = Math.Max(1, calls / Samples);
        long start = Stopwatch.GetTimestamp();
        List<Memory> samples = [];
        table.State($"{name}: sample", "heap KiB / resident KiB / open files / threads / renewals");
        for (int i = 1; i <= Samples; i++)
        {
            await rememberer.CallAsync(each);
            Memory sample = await rememberer.SampleAsync();
            samples.Add(sample);
            table.State(
                $"{name}: {i * 100 / Samples,3} %",
                $"{sample.HeapBytes / 1024} / {sample.Process.ResidentKiB} / {sample.Process.Files} / {sample.Process.Threads} / {Renewals(world)}");
        }

        Memory quarter = samples[(Samples / 4) - 1];
        Memory last = samples[^1];
        long heapAllowed = Math.Max(MiB, (long)(quarter.HeapBytes * MostGrowth));
        long residentAllowed = Math.Max(16 * MiB / 1024, (long)(quarter.Process.ResidentKiB * MostGrowth));
        table.Demand($"{name}: tokens received", rememberer.Received, (long)each * Samples);
        table.Demand($"{name}: heap bytes grown since the first quarter beyond {heapAllowed}", Beyond(last.HeapBytes - quarter.HeapBytes, heapAllowed));
        table.Demand(
            $"{name}: resident KiB grown since the first quarter beyond {residentAllowed}",
            Beyond(last.Process.ResidentKiB - quarter.Process.ResidentKiB, residentAllowed));
        table.Demand($"{name}: open files grown since the first quarter beyond {Files}", Beyond(last.Process.Files - quarter.Process.Files, Files));
        table.Demand($"{name}: threads grown since the first quarter beyond {Threads}", Beyond(last.Process.Threads - quarter.Process.Threads, Threads));
        table.Demand($"{name}: refreshes refused", world.RefusedGrants);
        table.State($"{name}: renewals", Renewals(world));
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        table.State($"{name}: wall time, s", Math.Round(took.TotalSeconds, 1));
        table.State($"{name}: a call, µs", Math.Round(took.TotalMicroseconds / ((double)each * Samples), 1));
    }

    private static long Renewals(TortureWorld world) => world.Server.Control.Counts(SimulatorArea.Oidc).Refreshes;

    private static long Beyond(long grown, long allowed) => grown > allowed ? grown : 0;
}

/// <summary>What a process holds at one moment, after everything that can be collected has been.</summary>
internal sealed record Memory(long HeapBytes, ProcessFacts Process);

/// <summary>A session that lives long.</summary>
internal interface IRememberer : IAsyncDisposable
{
    /// <summary>How many tokens were received.</summary>
    long Received { get; }

    Task CallAsync(int calls);

    Task<Memory> SampleAsync();
}
