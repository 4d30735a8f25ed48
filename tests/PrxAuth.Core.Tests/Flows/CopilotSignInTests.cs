using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>GitHub Copilot: a GitHub sign-in whose token is exchanged for a short-lived one.</summary>
public sealed class CopilotSignInTests
{
    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true, DeviceInterval = 1 };

    [Fact]
    public async Task The_exchange_gives_a_token_with_an_endpoint_and_an_end()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.GitHub.StrictHeaders = true;

        Credential credential = await world.RunClockAsync(world.SignInAsync("copilot"));

        Assert.StartsWith("tid=", credential.UsableToken.Reveal(), StringComparison.Ordinal);
        Assert.StartsWith("ghu_", credential.Tokens.AccessToken.Reveal(), StringComparison.Ordinal);
        Assert.Equal(new Uri(world.Server.BaseAddress, "github/copilot-api"), credential.Service!.Endpoint);
        ProfileView view = await world.Session.Profiles.GetAsync(credential.Key, SimulatedWorld.Cancellation);
        Assert.Equal(credential.Service.Endpoint, view.Endpoint);
        Assert.Equal(credential.Service.ExpiresAt, view.ExpiresAt);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(0)]
    [InlineData(2)]
    public async Task The_tokens_end_goes_by_seconds_and_not_by_a_clock_that_may_be_wrong(int hoursOff)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Clock.Advance(TimeSpan.FromHours(3));
        world.Control.AdvanceClock(TimeSpan.FromHours(-hoursOff));

        Credential credential = await world.RunClockAsync(world.SignInAsync("copilot"));

        TimeSpan left = credential.ExpiresAt!.Value - world.Clock.GetUtcNow();
        Assert.InRange(left, TimeSpan.FromSeconds(1450), TimeSpan.FromSeconds(1600));
        Assert.Equal(credential.UsableToken, (await world.GetAsync("copilot")).UsableToken);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.GitHub).Exchanges);
    }

    [Fact]
    public async Task A_token_that_ran_out_is_minted_anew_without_a_new_sign_in()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        Credential first = await world.RunClockAsync(world.SignInAsync("copilot"));
        world.Clock.Advance(TimeSpan.FromMinutes(30));

        Credential second = await world.GetAsync("copilot");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.Equal(first.Tokens.AccessToken, second.Tokens.AccessToken);
        Assert.Equal(2, world.Control.Counts(SimulatorArea.GitHub).Exchanges);
    }

    [Fact]
    public async Task A_github_token_that_ran_out_is_refreshed_before_the_exchange()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.GitHub.ExpiringTokens = true;
        Credential first = await world.RunClockAsync(world.SignInAsync("copilot"));
        world.Clock.Advance(TimeSpan.FromHours(9));

        Credential second = await world.GetAsync("copilot");

        Assert.NotEqual(first.Tokens.AccessToken, second.Tokens.AccessToken);
        Assert.NotEqual(first.Tokens.RefreshToken, second.Tokens.RefreshToken);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.GitHub).Refreshes);
        Assert.True(second.IsValidFor(TimeSpan.FromMinutes(20), world.Clock.GetUtcNow()));
    }

    [Theory]
    [InlineData(CopilotSeat.None, "not_signed_up")]
    [InlineData(CopilotSeat.Policy, "feature_flag_blocked")]
    public async Task An_account_without_a_seat_is_refused_and_nothing_is_kept(CopilotSeat seat, string reason)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.GitHub.Seat = seat;

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.ServiceRefused, () => world.RunClockAsync(world.SignInAsync("copilot")));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains("https://github.com/settings/copilot", failure.Recommendation, StringComparison.Ordinal);
        Assert.Empty(world.SealedFiles());
    }

    [Theory]
    [InlineData(CopilotSeat.None)]
    [InlineData(CopilotSeat.Policy)]
    public async Task A_seat_that_is_taken_away_never_costs_the_login(CopilotSeat seat)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        await world.RunClockAsync(world.SignInAsync("copilot"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Control.GitHub.Seat = seat;

        await world.FailsAsync(PrxAuthError.ServiceRefused, () => world.GetAsync("copilot"));

        world.Control.GitHub.Seat = CopilotSeat.Granted;
        Assert.NotNull(await world.GetAsync("copilot"));
    }

    [Theory]
    [InlineData(GitHubRateLimit.Forbidden)]
    [InlineData(GitHubRateLimit.TooManyRequests)]
    [Conformance("P10")]
    public async Task A_rate_limit_never_costs_the_login(GitHubRateLimit limit)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        await world.RunClockAsync(world.SignInAsync("copilot"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Control.GitHub.RateLimit = limit;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderThrottled, () => world.GetAsync("copilot"));

        Assert.True(failure.IsTransient);
        Assert.Equal(limit == GitHubRateLimit.TooManyRequests ? TimeSpan.FromSeconds(60) : null, failure.RetryAfter);
        await world.FailsAsync(PrxAuthError.ProviderThrottled, () => world.RunClockAsync(world.SignInAsync("copilot")));
        world.Control.GitHub.RateLimit = GitHubRateLimit.Off;
        Assert.NotNull(await world.GetAsync("copilot"));
    }

    [Fact]
    [Conformance("N42")]
    public async Task A_github_token_that_was_revoked_needs_a_new_sign_in()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        Credential first = await world.RunClockAsync(world.SignInAsync("copilot"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Control.RevokeAllAsync(SimulatorArea.GitHub, SimulatedWorld.Cancellation);

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("copilot"));

        ProfileView view = await world.Session.Profiles.GetAsync(first.Key, SimulatedWorld.Cancellation);
        Assert.Equal(ProfileStatus.NeedsLogin, view.Status);
        Assert.Equal("alice", view.Account);
    }

    [Fact]
    public async Task A_copilot_profile_from_a_device_code_is_of_the_account_that_approved()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.CurrentUser = SimulatorUser.Find("bob")!;

        Credential credential = await world.RunClockAsync(world.SignInAsync("copilot", SignInFlow.DeviceCode, "bob"));

        Assert.Equal(("bob", "1002"), (credential.Account, credential.Subject));
    }
}
