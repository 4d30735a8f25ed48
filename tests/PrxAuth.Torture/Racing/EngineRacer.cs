using System.Globalization;
using PrxAuth.EngineHost;

namespace PrxAuth.Torture.Racing;

/// <summary>A PowerShell runspace with the staged module, alone in its process or beside others. Its clock is the system's.</summary>
/// <param name="engine">The process; the racer with session 0 owns it.</param>
/// <param name="session">Which of its sessions is the racer's.</param>
/// <param name="before">What must be over before the session is opened.</param>
internal sealed class EngineRacer(EngineProcess engine, int session, Task before) : IRacer
{
    // Sessions of one process are opened one after the other: each sets the environment, which all have in common.
    private readonly Task _opening = OpenAsync(engine, session, before);

    public Task Opening => _opening;

    public Task ReadyAsync() => _opening;

    public async Task<RaceAnswer> FetchAsync(RaceOrder order)
    {
        string seconds = order.MinimumValidity!.Value.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        EngineResult result = await engine.RunAsync(
            session, $"Get-PrxAuthToken {TortureWorld.Provider} -MinimumValidity ([timespan]::FromSeconds({seconds})) -AsPlainText", RaceAnswer.Patience);
        return EngineProcess.FailureOf(result) is { } failure ? RaceAnswer.Failed(failure) : RaceAnswer.Got(result.Output.Single().Text);
    }

    public void Dispose()
    {
        if (session == 0)
        {
            engine.Dispose();
        }
    }

    private static async Task OpenAsync(EngineProcess engine, int session, Task before)
    {
        await before;
        await engine.OpenAsync(session, RaceAnswer.Patience);
    }
}
