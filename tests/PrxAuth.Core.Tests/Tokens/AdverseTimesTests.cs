using System.Globalization;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Tokens;

/// <summary>What happens to one profile at the same time, and clocks and lifetimes that are not what they should be.</summary>
public sealed class AdverseTimesTests
{
    private const string Device = """{"device_code":"dc-0123456789","user_code":"ABCD-EFGH","verification_uri":"https://example.test/device","interval":1}""";
    private const string AlreadyOver = """{"access_token":"at-first-0123456789","refresh_token":"rt-1-0123456789","expires_in":0}""";

    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_sign_out_during_a_refresh_revokes_what_the_refresh_brought()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        Credential first = await world.SignInAsync("corp");
        world.Control.ResetCounts();
        world.Control.Delay("/connect/token", s_slow);
        AuthSession other = world.Open();

        Task<Credential> renewing = world.RenewAsync("corp");
        await world.RequestArrivesAsync("/connect/token");
        RevocationResult? result = await other.SignOut.SignOutAsync(
            first.Key, other.Profiles.Select("corp", null).Provider, localOnly: false, SimulatedWorld.Cancellation);
        Credential renewed = await renewing;

        Assert.Equal(RevocationOutcome.Revoked, result?.Outcome);
        Assert.Empty(world.SealedFiles());
        await RestoreAsync(world, renewed);
        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.RenewAsync("corp", session: other));
    }

    [Fact]
    public async Task A_sign_in_over_a_refresh_has_the_last_word()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        Credential first = await world.SignInAsync("corp");
        world.Control.ResetCounts();
        world.Control.Delay("/connect/token", s_slow);

        Task<Credential> renewing = world.RenewAsync("corp");
        await world.RequestArrivesAsync("/connect/token");
        Credential again = await world.SignInAsync("corp", session: world.Open());
        Credential renewed = await renewing;

        using FileCredentialStore store = world.OpenStore();
        Credential stored = (await store.ReadAsync(first.Key, SimulatedWorld.Cancellation))!;
        Assert.Equal(again.UsableToken, stored.UsableToken);
        Assert.True(stored.Generation > renewed.Generation);
        Assert.NotEqual(again.UsableToken, (await world.RenewAsync("corp")).UsableToken);
    }

    [Fact]
    public async Task A_refresh_that_meets_a_sign_in_does_not_undo_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        await world.SignInAsync("corp");
        world.Control.ResetCounts();
        world.Control.Delay("/connect/token", s_slow);
        AuthSession other = world.Open();

        Task<Credential> signingIn = world.SignInAsync("corp", session: other);
        await world.RequestArrivesAsync("/connect/token");
        Credential renewed = await world.RenewAsync("corp");
        Credential again = await signingIn;

        using FileCredentialStore store = world.OpenStore();
        Credential stored = (await store.ReadAsync(again.Key, SimulatedWorld.Cancellation))!;
        Assert.Equal(again.UsableToken, stored.UsableToken);
        Assert.False(renewed.NeedsLogin);
        Assert.NotNull(await world.RenewAsync("corp", session: other));
    }

    [Fact]
    public async Task Processes_whose_clocks_are_a_day_apart_both_get_tokens_that_are_valid_now()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        AuthSession ahead = world.Open(time: new OffsetClock(world.Clock, TimeSpan.FromDays(1)));

        Credential theirs = await world.GetAsync("corp", session: ahead);
        world.Clock.Advance(TimeSpan.FromHours(2));
        Credential ours = await world.GetAsync("corp");

        Assert.NotEqual(theirs.UsableToken, ours.UsableToken);
        Assert.True(ours.IsValidFor(TimeSpan.FromMinutes(50), world.Clock.GetUtcNow()));
        Assert.False(ours.IsValidFor(TimeSpan.FromMinutes(70), world.Clock.GetUtcNow()));
        Assert.NotNull(await world.GetAsync("corp", session: ahead));
        Assert.NotNull(await world.GetAsync("corp"));
    }

    [Fact]
    public async Task A_machine_that_slept_over_the_expiry_renews_when_it_wakes()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential evening = await world.SignInAsync("corp");
        Assert.Equal(evening.UsableToken, (await world.GetAsync("corp")).UsableToken);
        world.Clock.Advance(TimeSpan.FromHours(9));

        Credential[] morning = await world.RunClockAsync(
            Task.WhenAll(world.GetAsync("corp"), world.GetAsync("corp", session: world.Open())));

        Assert.NotEqual(evening.UsableToken, Assert.Single(morning.Select(one => one.UsableToken).Distinct()));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
    }

    [Fact]
    public async Task The_last_refresh_token_that_came_is_the_one_that_is_sent()
    {
        string[] answers =
        [
            """{"access_token":"at-2-0123456789","refresh_token":"rt-2-0123456789","expires_in":3600}""",
            """{"access_token":"at-3-0123456789","expires_in":3600}""",
            """{"access_token":"at-4-0123456789","refresh_token":"rt-4-0123456789"}""",
            """{"access_token":"at-5-0123456789"}""",
        ];
        int next = 0;
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await using RawProvider raw = new(request => RawProvider.Reply(
            request.Path == "/device" ? Device : request["grant_type"] == "refresh_token" ? answers[next++] : AlreadyOver));
        world.WriteConfig(raw.ConfigToml());
        await world.RunClockAsync(world.SignInAsync("raw"));
        foreach (string _ in answers)
        {
            await world.RenewAsync("raw", session: world.Open());
        }

        Assert.Equal(
            ["rt-1-0123456789", "rt-2-0123456789", "rt-2-0123456789", "rt-4-0123456789"],
            raw.Requests.Select(request => request["refresh_token"]).Where(token => token is not null));
    }

    [Fact]
    [Conformance("P08")]
    public async Task A_refresh_without_a_lifetime_ends_the_old_one()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await using RawProvider raw = new(request => RawProvider.Reply(
            request.Path == "/device" ? Device
            : request["grant_type"] == "refresh_token" ? """{"access_token":"at-2-0123456789"}"""
            : AlreadyOver));
        world.WriteConfig(raw.ConfigToml());
        await world.RunClockAsync(world.SignInAsync("raw"));

        Credential renewed = await world.GetAsync("raw");
        world.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Null(renewed.ExpiresAt);
        Assert.Equal(renewed.UsableToken, (await world.GetAsync("raw")).UsableToken);
        Assert.Single(raw.Requests, request => request["grant_type"] == "refresh_token");
    }

    [Fact]
    public async Task A_provider_may_name_the_hour_at_which_to_come_back()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        DateTimeOffset second = new(world.Clock.GetUtcNow().AddMinutes(2).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        bool isDown = true;
        await using RawProvider raw = new(request =>
            request.Path == "/device" ? RawProvider.Reply(Device)
            : request["grant_type"] != "refresh_token" ? RawProvider.Reply(AlreadyOver)
            : isDown ? RawProvider.Reply("{}", 503, headers: $"Retry-After: {second.ToString("R", CultureInfo.InvariantCulture)}\r\n")
            : RawProvider.Reply("""{"access_token":"at-2-0123456789","refresh_token":"rt-2-0123456789","expires_in":3600}"""));
        world.WriteConfig(raw.ConfigToml());
        await world.RunClockAsync(world.SignInAsync("raw"));
        TimeSpan away = second - world.Clock.GetUtcNow();

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderFailed, () => world.GetAsync("raw"));

        Assert.Equal(away, failure.RetryAfter);
        Assert.True(failure.IsTransient);
        isDown = false;
        Assert.Equal("at-2-0123456789", (await world.GetAsync("raw")).UsableToken.Reveal());
    }

    private static async Task RestoreAsync(SimulatedWorld world, Credential credential)
    {
        using FileCredentialStore store = world.OpenStore();
        using ICredentialSection section = await store.EnterAsync(credential.Key, TimeSpan.Zero, SimulatedWorld.Cancellation);
        await section.WriteAsync(credential with { Generation = 0 });
    }

    private sealed class OffsetClock(TimeProvider inner, TimeSpan offset) : TimeProvider
    {
        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + offset;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
