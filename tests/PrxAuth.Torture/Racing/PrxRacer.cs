using System.Globalization;

namespace PrxAuth.Torture.Racing;

/// <summary>The real command, a new process each round. Its clock is the system's.</summary>
internal sealed class PrxRacer(TortureWorld world, string program) : IRacer
{
    public Task ReadyAsync() => Task.CompletedTask;

    public async Task<RaceAnswer> FetchAsync(RaceOrder order)
    {
        string seconds = order.MinimumValidity!.Value.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        using PrxProcess prx = PrxProcess.Start(
            world.Environment, program, "token", "-P", TortureWorld.Provider, "--min-validity", seconds);
        PrxEnd end = await prx.EndAsync(RaceAnswer.Patience);
        return end.Status == 0 && end["access_token"] is { } token ? RaceAnswer.Got(token) : RaceAnswer.Failed(end.Failure);
    }

    public void Dispose()
    {
        // Its processes end by themselves.
    }
}
