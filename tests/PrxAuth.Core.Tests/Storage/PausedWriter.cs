using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Tests.Storage;

/// <summary>Writes as the real one does, but stands still in the middle of its first file until it is told to go on.</summary>
internal sealed class PausedWriter : DurableWriter, IDisposable
{
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _goOn = new();

    /// <summary>Ends when it stands still.</summary>
    internal Task Paused => _paused.Task;

    internal void GoOn() => _goOn.Set();

    public void Dispose() => _goOn.Dispose();

    protected override void WriteBytes(FileStream stream, ReadOnlySpan<byte> content)
    {
        _paused.TrySetResult();
        _goOn.Wait(StoreFixture.Cancellation);
        base.WriteBytes(stream, content);
    }
}

/// <summary>The system's clock, which tells when somebody begins to wait by it.</summary>
internal sealed class WatchedTime : TimeProvider, IDisposable
{
    private readonly TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when somebody waits.</summary>
    internal Task Waited => _waited.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _waited.TrySetResult();
        return base.CreateTimer(callback, state, dueTime, period);
    }

    public void Dispose() => _waited.TrySetCanceled();
}
