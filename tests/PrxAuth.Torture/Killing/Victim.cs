namespace PrxAuth.Torture.Killing;

/// <summary>One worker and its end: after so many begun operations and a little more it is killed.</summary>
internal sealed class Victim(int seed, int operations, TimeSpan delay)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>All that it said, in order.</summary>
    public List<WorkerLine> Lines { get; } = [];

    /// <summary>What it was at when it died; null: between two operations.</summary>
    public WorkerLine? KilledIn => Lines is [.., { Kind: LineKind.Begin } last] ? last : null;

    /// <summary>Whether it hung, or ended before it was killed.</summary>
    public bool Failed { get; private set; }

    /// <summary>Runs it to its end.</summary>
    public async Task LiveAndDieAsync(IReadOnlyDictionary<string, string?> environment)
    {
        using WorkerProcess worker = WorkerProcess.Start(environment, KillWorker.Verb, $"{seed}");
        int begun = 0;
        Task? death = null;
        try
        {
            while (await worker.HearAsync(s_patience) is { } text)
            {
                if (WorkerLine.Parse(text) is not { } line)
                {
                    continue;
                }

                Lines.Add(line);
                if (line.Kind == LineKind.Begin && ++begun >= operations)
                {
                    death ??= DieAsync(worker);
                }
            }
        }
        catch (TimeoutException)
        {
            Failed = true;
            return;
        }

        Failed = death is null;
        await (death ?? Task.CompletedTask);
        await worker.EndedAsync();
    }

    private async Task DieAsync(WorkerProcess worker)
    {
        await Task.Delay(delay);
        worker.Kill();
    }
}
