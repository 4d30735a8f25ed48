namespace PrxAuth.Torture.Faults;

/// <summary>What the faults of one operation did.</summary>
internal sealed class FaultCounts
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public int Runs { get; private set; }

    public int Injected { get; private set; }

    public int NotReached { get; private set; }

    public int Failed { get; private set; }

    public SortedDictionary<string, int> Findings { get; } = new(StringComparer.Ordinal);

    public void AddRun(int injected, bool failed)
    {
        lock (_gate)
        {
            Runs++;
            Injected += injected;
            NotReached += injected == 0 ? 1 : 0;
            Failed += failed ? 1 : 0;
        }
    }

    /// <summary>Counts something that should not be, and says it.</summary>
    public void Find(string kind, string what)
    {
        lock (_gate)
        {
            Findings[kind] = Findings.GetValueOrDefault(kind) + 1;
            if (_said.Add(what))
            {
                Console.WriteLine($"  {kind}: {what}");
            }
        }
    }
}
