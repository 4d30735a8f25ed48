namespace PrxAuth.Torture;

/// <summary>The system's clock, put forward, so that nobody has to wait for a token to expire.</summary>
/// <param name="speed">How many times faster than the system's its waits are over.</param>
internal sealed class ShiftedClock(int speed = 1) : TimeProvider
{
    private long _ticks;

    /// <summary>How far ahead of the system this clock is.</summary>
    public TimeSpan Shift
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
        set => Interlocked.Exchange(ref _ticks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;

    public override long GetTimestamp() => base.GetTimestamp() * speed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

    private TimeSpan Shorten(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / speed;
}
