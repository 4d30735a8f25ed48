namespace PrxAuth.Torture.Killing;

/// <summary>How long the command takes on this machine at this hour, so that kills fall into its whole life and not all before or after it.</summary>
internal sealed class PrxPace
{
    private readonly Dictionary<Operation, TimeSpan> _paces = [];
    private readonly Lock _gate = new();

    public TimeSpan Of(Operation operation)
    {
        lock (_gate)
        {
            return _paces.GetValueOrDefault(operation, TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Learns from a run: it took so long, or was killed before its end.</summary>
    public void Note(Operation operation, TimeSpan? took)
    {
        TimeSpan before = Of(operation);
        lock (_gate)
        {
            _paces[operation] = took is { } known ? (before + known) / 2 : before * 1.08;
        }
    }
}
