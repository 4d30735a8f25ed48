using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Tokens;

/// <summary>Giving out tokens that are valid now.</summary>
public sealed class TokenServiceTests
{
    [Fact]
    public async Task A_valid_token_costs_no_request_and_no_lock()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        world.Control.ResetCounts();
        using FileCredentialStore store = world.OpenStore();
        using ICredentialSection held = await store.EnterAsync(credential.Key, TimeSpan.Zero, SimulatedWorld.Cancellation);

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(credential.UsableToken, (await world.GetAsync("corp")).UsableToken);
        }

        Assert.Empty(world.Control.Requests);
    }

    [Fact]
    [Conformance("N24")]
    public async Task An_expired_token_is_refreshed_once_and_the_rotated_one_is_kept()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));

        Credential second = await world.GetAsync("corp");
        Credential third = await world.GetAsync("corp", session: world.Open());

        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.NotEqual(first.Tokens.RefreshToken, second.Tokens.RefreshToken);
        Assert.Equal(second.UsableToken, third.UsableToken);
        Assert.Equal(second.Tokens.RefreshToken, third.Tokens.RefreshToken);
        Assert.Equal((first.Account, first.Subject, first.CreatedAt), (third.Account, third.Subject, third.CreatedAt));
        // One for the note that the refresh was sent, one for what came of it.
        Assert.Equal(first.Generation + 2, third.Generation);

        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.NotEqual(second.UsableToken, (await world.GetAsync("corp")).UsableToken);
    }

    [Theory]
    [InlineData(24 * 60, true)]
    [InlineData(4, false)]
    public async Task A_clock_that_was_set_back_does_not_make_a_token_live_longer(int minutes, bool isRenewed)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        await world.RewriteAsync(first.Key, credential => credential with
        {
            UpdatedAt = credential.UpdatedAt.AddMinutes(minutes),
            Tokens = credential.Tokens with { ExpiresAt = credential.Tokens.ExpiresAt!.Value.AddMinutes(minutes) },
        });

        Credential second = await world.GetAsync("corp");

        Assert.Equal(isRenewed, !second.UsableToken.Equals(first.UsableToken));
        Assert.Equal(second.UsableToken, (await world.GetAsync("corp")).UsableToken);
        Assert.Equal(isRenewed ? 1 : 0, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
    }

    [Fact]
    [Conformance("C06", "P07")]
    public async Task A_refresh_that_brings_no_refresh_token_keeps_the_old_one()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("google-gemini");
        world.Clock.Advance(TimeSpan.FromHours(2));

        Credential second = await world.GetAsync("google-gemini");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.Equal(first.Tokens.RefreshToken, second.Tokens.RefreshToken);
        Assert.Equal(first.Tokens.RefreshToken, (await world.GetAsync("google-gemini", session: world.Open())).Tokens.RefreshToken);
    }

    [Fact]
    [Conformance("P08")]
    public async Task A_token_without_a_known_life_is_given_out_as_it_is()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions { AutoApproveDevice = true });
        Credential credential = await world.RunClockAsync(world.SignInAsync("github"));
        world.Clock.Advance(TimeSpan.FromDays(400));
        world.Control.ResetCounts();

        Assert.Null(credential.ExpiresAt);
        Assert.Equal(credential.UsableToken, (await world.GetAsync("github", minimumValidity: TimeSpan.FromDays(30))).UsableToken);
        Assert.Equal(credential.UsableToken, (await world.RenewAsync("github")).UsableToken);
        Assert.Empty(world.Control.Requests);
    }

    [Fact]
    public async Task A_longer_validity_than_a_token_has_left_renews_it_early()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal(first.UsableToken, (await world.GetAsync("corp", minimumValidity: TimeSpan.FromMinutes(39))).UsableToken);
        Assert.NotEqual(first.UsableToken, (await world.GetAsync("corp", minimumValidity: TimeSpan.FromMinutes(41))).UsableToken);
    }

    [Fact]
    public async Task A_validity_that_the_provider_cannot_give_is_a_failure_only_when_asked_for()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions { AccessTokenLifetime = TimeSpan.FromSeconds(30) });
        await world.SignInAsync("corp");

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(
            PrxAuthError.ValidityUnavailable, () => world.GetAsync("corp", minimumValidity: TimeSpan.FromHours(3)));

        Assert.Contains("10800", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsTransient);
        Assert.True((await world.GetAsync("corp")).IsValidFor(TimeSpan.FromSeconds(20), world.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task Without_auto_refresh_an_expired_token_is_renewed_on_demand_only()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.EditConfig(text => text.Replace("auto_refresh = true", "auto_refresh = false", StringComparison.Ordinal));
        Assert.Equal(first.UsableToken, (await world.GetAsync("corp")).UsableToken);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.ResetCounts();

        await world.FailsAsync(PrxAuthError.RefreshNotPossible, () => world.GetAsync("corp"));
        Assert.Empty(world.Control.Requests);
        Credential renewed = await world.RenewAsync("corp");

        Assert.Equal(renewed.UsableToken, (await world.GetAsync("corp")).UsableToken);
    }

    [Fact]
    public async Task An_explicit_renewal_renews_a_valid_token()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");

        Credential second = await world.RenewAsync("corp");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
    }

    [Fact]
    public async Task A_token_without_a_refresh_token_needs_a_new_sign_in_once_it_ran_out()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync(new SignInRequest { Provider = "corp", Scopes = ["openid"] });
        world.Clock.Advance(TimeSpan.FromHours(2));

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("corp"));

        ProfileView view = await world.Session.Profiles.GetAsync(credential.Key, SimulatedWorld.Cancellation);
        Assert.Equal(ProfileStatus.NeedsLogin, view.Status);
        Assert.False(view.HasRefreshToken);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_names_those_that_are()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp", profile: "work");

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProfileNotFound, () => world.GetAsync("corp", "wrok"));

        Assert.Contains("work", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-PrxAuth -Provider corp -Profile wrok", failure.Recommendation, StringComparison.Ordinal);
        await world.FailsAsync(PrxAuthError.ProfileNotFound, () => world.RenewAsync("corp", "wrok"));
        await world.FailsAsync(PrxAuthError.ProviderUnknown, () => world.GetAsync("crop"));
    }

    [Fact]
    public async Task The_status_of_a_profile_follows_its_token()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        ProfileKey key = (await world.SignInAsync("corp")).Key;
        List<ProfileStatus> seen = [];
        foreach (int minutes in (int[])[0, 56, 5])
        {
            world.Clock.Advance(TimeSpan.FromMinutes(minutes));
            seen.Add((await world.Session.Profiles.GetAsync(key, SimulatedWorld.Cancellation)).Status);
        }

        Assert.Equal([ProfileStatus.Valid, ProfileStatus.ExpiresSoon, ProfileStatus.Expired], seen);
    }
}
