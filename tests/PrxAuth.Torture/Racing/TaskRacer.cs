using PrxAuth.Core;

namespace PrxAuth.Torture.Racing;

/// <summary>A task of this process, on a session that all of them share.</summary>
internal sealed class TaskRacer(AuthSession session, ShiftedClock clock) : IRacer
{
    public Task ReadyAsync() => Task.CompletedTask;

    public Task<RaceAnswer> FetchAsync(RaceOrder order)
    {
        clock.Shift = order.Shift;
        return Task.Run(() => RaceWorker.FetchAsync(session, order.MinimumValidity));
    }

    public void Dispose()
    {
        // The session is the run's.
    }
}
