namespace PrxAuth.Fuzz.World;

/// <summary>A clock that stands still and whose timers fire at once: for waits between two tries, which take no time here.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    public static ImpatientTime Instance { get; } = new();

    public override DateTimeOffset GetUtcNow() => FrozenTime.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
}
