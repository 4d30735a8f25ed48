using System.Diagnostics;
using System.Globalization;

namespace PrxAuth.Fuzz;

/// <summary>The runs that need no other program. Each prints what it found and gives the exit status.</summary>
internal static class Runs
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    public static int Replay(IReadOnlyList<FuzzTarget> targets, string? folder)
    {
        int findings = 0;
        foreach (FuzzTarget target in targets)
        {
            IReadOnlyList<(string File, byte[] Content)> inputs = folder is null ? Corpus.Of(target)
                : File.Exists(folder) ? [(folder, File.ReadAllBytes(folder))]
                : Corpus.In(folder);
            foreach ((string file, byte[] content) in inputs)
            {
                if (Try(target, content) is { } finding)
                {
                    findings++;
                    Console.WriteLine($"{file}\n  {finding}");
                }
            }

            Console.WriteLine($"{target.Name,-18} {inputs.Count,6} inputs");
        }

        Console.WriteLine($"{findings} findings");
        return findings == 0 ? 0 : 1;
    }

    public static int Random(IReadOnlyList<FuzzTarget> targets, int runs, int seed)
    {
        Dictionary<string, int> kinds = new(StringComparer.Ordinal);
        foreach (FuzzTarget target in targets)
        {
            Mutator mutator = new([.. Corpus.Of(target).Select(input => input.Content)], target.Words, seed);
            long start = Stopwatch.GetTimestamp();
            for (int run = 0; run < runs; run++)
            {
                byte[] input = mutator.Next();
                if (Try(target, input) is not { } finding)
                {
                    continue;
                }

                // Every kind once: the first line and the place are what tells two findings apart.
                string kind = string.Join('\n', finding.ToString().Split('\n').Take(4));
                if (kinds.TryGetValue(kind, out int times))
                {
                    kinds[kind] = times + 1;
                    continue;
                }

                kinds[kind] = 1;
                string file = string.Create(CultureInfo.InvariantCulture, $"finding-{target.Name}-{seed}-{run}");
                File.WriteAllBytes(file, input);
                Console.WriteLine($"{file}\n  {finding}");
            }

            double perSecond = runs / Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name,-18} {runs,8} runs {perSecond,8:0} a second, seed {seed}"));
        }

        Console.WriteLine($"{kinds.Count} findings");
        return kinds.Count == 0 ? 0 : 1;
    }

    // An input that never ends cannot be judged afterwards: it is kept, and the program ends.
    private static Finding? Try(FuzzTarget target, byte[] input)
    {
        using Timer watch = new(
            _ =>
            {
                File.WriteAllBytes($"finding-{target.Name}-hang", input);
                Environment.FailFast($"{target.Name} hangs; the input is in finding-{target.Name}-hang.");
            },
            null,
            s_hang,
            Timeout.InfiniteTimeSpan);
        return Judge.Strict.Try(target, input);
    }
}
