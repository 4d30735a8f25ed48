namespace PrxAuth.Simulator.Faults;

/// <summary>A fault that is due.</summary>
internal sealed record Fault(FaultMode Mode, TimeSpan? RetryAfter);

/// <summary>A delay that applies.</summary>
internal sealed record Delay(TimeSpan By, bool BeforeProcessing);

/// <summary>Which paths answer brokenly or late.</summary>
internal sealed class FaultPlan
{
    private const string EveryPath = "*";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Fault>> _faults = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Delay> _delays = new(StringComparer.OrdinalIgnoreCase);

    public void Break(string path, FaultMode mode, int count, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            if (mode == FaultMode.None)
            {
                _faults.Remove(path);
                return;
            }

            if (!_faults.TryGetValue(path, out Queue<Fault>? queue))
            {
                _faults[path] = queue = new Queue<Fault>();
            }

            for (int i = 0; i < count; i++)
            {
                queue.Enqueue(new Fault(mode, retryAfter));
            }
        }
    }

    public void Delay(string path, TimeSpan by, bool beforeProcessing)
    {
        lock (_lock)
        {
            if (by <= TimeSpan.Zero)
            {
                _delays.Remove(path);
                return;
            }

            _delays[path] = new Delay(by, beforeProcessing);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
            _delays.Clear();
        }
    }

    public Fault? TakeFault(string path)
    {
        lock (_lock)
        {
            foreach (string key in (string[])[path, EveryPath])
            {
                if (_faults.TryGetValue(key, out Queue<Fault>? queue) && queue.TryDequeue(out Fault? fault))
                {
                    return fault;
                }
            }

            return null;
        }
    }

    public Delay? FindDelay(string path)
    {
        lock (_lock)
        {
            return _delays.GetValueOrDefault(path) ?? _delays.GetValueOrDefault(EveryPath);
        }
    }
}
