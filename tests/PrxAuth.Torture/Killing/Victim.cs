namespace PrxAuth.Torture.Killing;

/// <summary>A process that works on the store until it is killed.</summary>
internal abstract class Victim
{
    /// <summary>How long one may take to do its work or to die.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>All that it said, in order.</summary>
    public List<WorkerLine> Lines { get; } = [];

    /// <summary>What it was at when it died; null: between two operations.</summary>
    public WorkerLine? KilledIn => Lines is [.., { Kind: LineKind.Begin } last] ? last : null;

    /// <summary>Whether the kill hit it; otherwise it was done before.</summary>
    public bool WasKilled { get; protected set; }

    /// <summary>Whether it hung, or ended in a way nobody meant it to.</summary>
    public bool Failed { get; protected set; }

    /// <summary>What program it was.</summary>
    public abstract string Program { get; }

    /// <summary>Runs it to its end.</summary>
    public abstract Task LiveAndDieAsync(TortureWorld world);
}
