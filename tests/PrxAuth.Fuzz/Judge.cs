using System.Diagnostics;
using PrxAuth.Cli.Grammar;
using PrxAuth.Core;

namespace PrxAuth.Fuzz;

/// <summary>An input that a target did not take well.</summary>
internal sealed record Finding(string Target, string What)
{
    public override string ToString() => $"{Target}: {What}";
}

/// <summary>Runs a target on an input and says whether the outcome is allowed.</summary>
/// <param name="limit">The longest that one input may take; null: it is not judged by the clock.</param>
internal sealed class Judge(TimeSpan? limit)
{
    /// <summary>The most that one input may allocate, in bytes: no input is larger than a thousandth of it.</summary>
    public const long MostMemory = 64L << 20;

    /// <summary>The largest input, in bytes.</summary>
    public const int LargestInput = 64 << 10;

    private const int SlowRuns = 3;

    /// <summary>The judge of fuzzing, where a second is a hang.</summary>
    public static Judge Strict { get; } = new(TimeSpan.FromSeconds(1));

    /// <summary>The judge of tests, which share the machine with others.</summary>
    public static Judge Patient { get; } = new(limit: null);

    public Finding? Try(FuzzTarget target, byte[] input)
    {
        // A busy machine makes anything slow once; what is slow again and again is slow by itself.
        for (int run = 1; ; run++)
        {
            long start = Stopwatch.GetTimestamp();
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (Outcome(target, input) is { } what)
            {
                return new Finding(target.Name, what);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > MostMemory)
            {
                return new Finding(target.Name, $"allocated {allocated >> 20} MiB for {input.Length} bytes");
            }

            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (limit is null || elapsed <= limit)
            {
                return null;
            }

            if (run == SlowRuns)
            {
                return new Finding(target.Name, $"took {elapsed.TotalSeconds:0.0} s for {input.Length} bytes");
            }
        }
    }

    private static string? Outcome(FuzzTarget target, byte[] input)
    {
        try
        {
            try
            {
                target.Run(input);
            }
            catch (PrxAuthException failure)
            {
                Oracle.IsFitToShow(failure);
            }
            catch (UsageException)
            {
                return null;
            }

            return null;
        }
        catch (OracleException broken)
        {
            return broken.Message;
        }
        catch (Exception foreign)
        {
            return foreign.ToString();
        }
    }
}
