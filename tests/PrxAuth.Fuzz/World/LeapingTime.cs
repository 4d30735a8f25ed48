namespace PrxAuth.Fuzz.World;

/// <summary>A clock that goes from timer to timer without waiting, so that minutes of polling take no time.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<LeapingTimer> _timers = [];
    private DateTimeOffset _now = FrozenTime.Now;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        LeapingTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Leaps until the work is done.</summary>
    public T Run<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            if (NextTimer() is { } timer)
            {
                timer.Fire();
            }
            else
            {
                // What is under way is under way on another thread.
                Thread.Yield();
            }
        }

        return work.GetAwaiter().GetResult();
    }

    private LeapingTimer? NextTimer()
    {
        lock (_gate)
        {
            LeapingTimer? next = _timers.MinBy(timer => timer.Due);
            if (next is not null)
            {
                _timers.Remove(next);
                _now = next.Due > _now ? next.Due : _now;
            }

            return next;
        }
    }

    private sealed class LeapingTimer(LeapingTime time, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        // No timer of ours repeats by itself.
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
