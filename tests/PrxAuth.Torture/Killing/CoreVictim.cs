namespace PrxAuth.Torture.Killing;

/// <summary>A worker over Core that does one operation after the other: after so many begun ones and a little more it is killed.</summary>
internal sealed class CoreVictim(int seed, int operations, TimeSpan delay) : Victim
{
    public override string Program => "core";

    public override async Task LiveAndDieAsync(TortureWorld world)
    {
        using WorkerProcess worker = WorkerProcess.Start(world.Environment, KillWorker.Verb, $"{seed}");
        int begun = 0;
        Task? death = null;
        try
        {
            while (await worker.HearAsync(Patience) is { } text)
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
        WasKilled = death is not null;
        await (death ?? Task.CompletedTask);
        await worker.EndedAsync();
    }

    private async Task DieAsync(WorkerProcess worker)
    {
        await Task.Delay(delay);
        worker.Kill();
    }
}
