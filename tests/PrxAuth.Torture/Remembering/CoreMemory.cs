using PrxAuth.Core;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Torture.Remembering;

/// <summary>One session of Core. The calls last a day and a half of its clock, so that its one-hour tokens are renewed again and again.</summary>
internal sealed class CoreMemory : IRememberer
{
    private static readonly TimeSpan s_day = TimeSpan.FromHours(36);

    private readonly TortureWorld _world;
    private readonly ShiftedClock _clock;
    private readonly AuthSession _session;
    private readonly TimeSpan _pace;

    private CoreMemory(TortureWorld world, ShiftedClock clock, AuthSession session, TimeSpan pace)
    {
        _world = world;
        _clock = clock;
        _session = session;
        _pace = pace;
    }

    public long Received { get; private set; }

    public static async Task<CoreMemory> OpenAsync(TortureWorld world, int calls)
    {
        var clock = new ShiftedClock();
        AuthSession session = world.Open(clock);
        await TortureWorld.SignInAsync(session, ProfileKey.DefaultProfile);
        return new CoreMemory(world, clock, session, s_day / calls);
    }

    public async Task CallAsync(int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            _clock.Shift += _pace;
            _world.Server.Control.AdvanceClock(_pace);
            ProfileSelection selection = _session.Profiles.Select(TortureWorld.Provider, null);
            Credential credential = await _session.Tokens.GetAsync(selection, null, CancellationToken.None);
            Received += credential.UsableToken.Reveal().Length > 0 ? 1 : 0;
        }
    }

    // The provider lives in this process too, and keeps what it has issued; that is little.
    public Task<Memory> SampleAsync()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Task.FromResult(new Memory(GC.GetTotalMemory(forceFullCollection: true), ProcessFacts.Of(Environment.ProcessId)));
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return ValueTask.CompletedTask;
    }
}
