using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Tokens;

/// <summary>Many who want one token at once, and callers who do not wait for it.</summary>
public sealed class ConcurrentRenewalTests
{
    [Fact]
    [Conformance("N24")]
    public async Task Many_sessions_refresh_one_expired_token_exactly_once()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(
            new SimulatorOptions { AccessTokenLifetime = TimeSpan.FromSeconds(20) }, useSystemClock: true);
        Credential first = await world.SignInAsync("corp");
        world.Control.AccessTokenLifetime = TimeSpan.FromHours(1);
        AuthSession[] sessions = [.. Enumerable.Range(0, 8).Select(_ => world.Open())];

        Credential[] got = await Task.WhenAll(Enumerable.Range(0, 32).Select(
            i => Task.Run(() => world.GetAsync("corp", session: sessions[i % sessions.Length]))));

        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("refresh_token"));
        Assert.NotEqual(first.UsableToken, Assert.Single(got.Select(one => one.UsableToken).Distinct()));
        Assert.All(got, one => Assert.True(one.IsValidFor(TimeSpan.FromMinutes(50), world.Time.GetUtcNow())));
    }

    [Fact]
    public async Task Explicit_renewals_that_meet_share_one_answer()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        await world.SignInAsync("corp");
        world.Control.Delay("/connect/token", TimeSpan.FromMilliseconds(300));
        AuthSession[] sessions = [world.Open(), world.Open(), world.Open()];

        Credential[] got = await Task.WhenAll(sessions.Select(session => world.RenewAsync("corp", session: session)));

        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
        Assert.Single(got.Select(one => one.UsableToken).Distinct());
    }

    [Fact]
    public async Task Profiles_do_not_wait_for_each_other()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential one = await world.SignInAsync("corp", profile: "one");
        await world.SignInAsync("corp", profile: "two");
        world.Clock.Advance(TimeSpan.FromHours(2));
        using FileCredentialStore store = world.OpenStore();
        using ICredentialSection held = await store.EnterAsync(one.Key, TimeSpan.Zero, SimulatedWorld.Cancellation);

        Assert.NotNull(await world.GetAsync("corp", "two"));
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_lose_the_answer()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.ResetCounts();
        world.Control.Delay("/connect/token", TimeSpan.FromMilliseconds(300));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(SimulatedWorld.Cancellation);

        Task<Credential> asking = world.Session.Tokens.GetAsync(
            world.Session.Profiles.Select("corp", null), null, leaving.Token).AsTask();
        await world.RequestArrivesAsync("/connect/token");
        await leaving.CancelAsync();

        await SimulatedWorld.EndsAsync(asking);
        Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
        await world.Session.Tokens.DrainAsync();
        Credential kept = await world.GetAsync("corp", session: world.Open());
        Assert.NotEqual(first.Tokens.RefreshToken, kept.Tokens.RefreshToken);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
    }

    [Fact]
    public async Task A_wait_for_another_process_ends_when_the_caller_leaves()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        using FileCredentialStore store = world.OpenStore();
        using ICredentialSection held = await store.EnterAsync(credential.Key, TimeSpan.Zero, SimulatedWorld.Cancellation);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(SimulatedWorld.Cancellation);

        Task<Credential> asking = world.Session.Tokens.GetAsync(
            world.Session.Profiles.Select("corp", null), null, leaving.Token).AsTask();
        Assert.False(asking.IsCompleted);
        await leaving.CancelAsync();

        await SimulatedWorld.EndsAsync(asking);
    }

    [Fact]
    public async Task A_wait_for_another_process_is_bounded()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        using FileCredentialStore store = world.OpenStore();
        using ICredentialSection held = await store.EnterAsync(credential.Key, TimeSpan.Zero, SimulatedWorld.Cancellation);

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.StoreBusy, () => world.RunClockAsync(world.GetAsync("corp")));

        Assert.True(failure.IsTransient);
        Assert.True(TokenService.LockWait > Core.Wire.ProviderHttp.Deadline * 3);
    }
}
