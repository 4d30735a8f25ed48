using System.Globalization;

namespace PrxAuth.Torture.Racing;

/// <summary>A process over Core that lives through all rounds.</summary>
internal sealed class CoreRacer(TortureWorld world) : IRacer
{
    private readonly WorkerProcess _worker = WorkerProcess.Start(world.Environment, RaceWorker.Verb);

    public Task ReadyAsync() => _worker.HearAsync(RaceAnswer.Patience);

    public async Task<RaceAnswer> FetchAsync(RaceOrder order)
    {
        await _worker.SayAsync(string.Create(CultureInfo.InvariantCulture, $"{order.Shift.Ticks} {order.MinimumValidity?.Ticks}"));
        return (await _worker.HearAsync(RaceAnswer.Patience))?.Split(' ', 2) switch
        {
            [RaceWorker.Token, string token] => RaceAnswer.Got(token),
            [_, string failure] => RaceAnswer.Failed(failure),
            _ => RaceAnswer.Failed("the process ended"),
        };
    }

    public void Dispose() => _worker.Dispose();
}
