namespace PrxAuth.Torture.Listening;

/// <summary>Watches a process while it is under attack.</summary>
internal sealed class Peak(ProcessFacts first)
{
    private readonly List<ProcessFacts> _samples = [first];

    public ProcessFacts First => first;

    public int MostFiles => _samples.Max(facts => facts.Files);

    public long MostResidentKiB => _samples.Max(facts => facts.ResidentKiB);

    public int MostThreads => _samples.Max(facts => facts.Threads);

    public int Count(Func<ProcessFacts, bool> what) => _samples.Count(what);

    public async Task WatchAsync(int processId, TimeSpan pause, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            _samples.Add(ProcessFacts.Of(processId));
            await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
