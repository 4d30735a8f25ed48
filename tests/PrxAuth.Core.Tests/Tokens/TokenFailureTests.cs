using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tests.Wire;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Tokens;

/// <summary>Renewals that fail: what passes by itself costs nothing, and what does not is said once and kept.</summary>
public sealed class TokenFailureTests
{
    private const string Device = """{"device_code":"dc-0123456789","user_code":"ABCD-EFGH","verification_uri":"https://example.test/device","interval":1}""";
    private const string AlreadyOver = """{"access_token":"at-first-0123456789","refresh_token":"rt-first-0123456789","expires_in":0}""";

    [Theory]
    [InlineData(FaultMode.Html, PrxAuthError.ProviderResponseInvalid)]
    [InlineData(FaultMode.EmptyObject, PrxAuthError.ProviderResponseInvalid)]
    [InlineData(FaultMode.NotJson, PrxAuthError.ProviderResponseInvalid)]
    [InlineData(FaultMode.Oversized, PrxAuthError.ProviderResponseInvalid)]
    [InlineData(FaultMode.Redirect, PrxAuthError.ProviderResponseInvalid)]
    [InlineData(FaultMode.InternalServerError, PrxAuthError.ProviderFailed)]
    [InlineData(FaultMode.BadGateway, PrxAuthError.ProviderFailed)]
    [InlineData(FaultMode.ServiceUnavailable, PrxAuthError.ProviderFailed)]
    [InlineData(FaultMode.TooManyRequests, PrxAuthError.ProviderThrottled)]
    [InlineData(FaultMode.Reset, PrxAuthError.ProviderUnreachable)]
    [Conformance("P10")]
    public async Task A_failure_that_may_pass_leaves_the_profile_as_it_is(FaultMode fault, PrxAuthError error)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        // What breaks on its way is asked for twice.
        int count = fault is FaultMode.Reset or FaultMode.Oversized ? 2 : 1;
        world.Control.Break("/connect/token", fault, count: count, retryAfter: TimeSpan.FromSeconds(7));

        PrxAuthException failure = await world.FailsAsync(error, () => world.GetAsync("corp"));

        Assert.True(failure.IsTransient);
        Assert.Contains("corp", failure.Message, StringComparison.Ordinal);
        if (error is PrxAuthError.ProviderThrottled or PrxAuthError.ProviderFailed)
        {
            Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        }

        Assert.NotEqual(first.UsableToken, (await world.GetAsync("corp")).UsableToken);
    }

    [Fact]
    public async Task A_token_with_a_little_life_left_is_given_when_it_cannot_be_renewed_ahead_of_time()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(first.ExpiresAt!.Value - world.Clock.GetUtcNow() - TimeSpan.FromSeconds(30));
        world.Control.Break("/connect/token", FaultMode.ServiceUnavailable, count: 2);

        Assert.Equal(first.UsableToken, (await world.GetAsync("corp")).UsableToken);
        await world.FailsAsync(PrxAuthError.ProviderFailed, () => world.GetAsync("corp", minimumValidity: TimeSpan.FromSeconds(45)));
        Assert.NotEqual(first.UsableToken, (await world.GetAsync("corp")).UsableToken);
    }

    [Fact]
    [Conformance("P13")]
    public async Task A_provider_that_hangs_is_given_up_and_may_be_asked_again()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.ResetCounts();
        world.Control.Break("/connect/token", FaultMode.Hang, count: 2);

        Task<Credential> asking = world.GetAsync("corp");
        await world.RequestArrivesAsync("/connect/token");
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await world.RequestArrivesAsync("/connect/token", count: 2);
        world.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.True((await world.FailsAsync(PrxAuthError.ProviderTimedOut, () => asking)).IsTransient);
        Assert.NotNull(await world.GetAsync("corp"));
    }

    [Fact]
    public async Task A_dead_refresh_token_asks_for_a_sign_in_and_keeps_the_profile()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Control.RevokeAllAsync(SimulatorArea.Oidc, SimulatedWorld.Cancellation);

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("corp"));

        Assert.Contains("Connect-PrxAuth -Provider corp -Profile default", failure.Recommendation, StringComparison.Ordinal);
        Assert.Equal("corp/default", failure.Target);
        using FileCredentialStore store = world.OpenStore();
        Credential kept = (await store.ReadAsync(first.Key, SimulatedWorld.Cancellation))!;
        Assert.True(kept.NeedsLogin);
        Assert.Equal(first.Tokens.RefreshToken, kept.Tokens.RefreshToken);
        Assert.Equal(first.Account, kept.Account);

        world.Control.ResetCounts();
        await world.FailsAsync(PrxAuthError.LoginRequired, () => world.GetAsync("corp"));
        await world.FailsAsync(PrxAuthError.LoginRequired, () => world.RenewAsync("corp"));
        Assert.Empty(world.Control.Requests);

        Credential again = await world.SignInAsync("corp");
        Assert.False(again.NeedsLogin);
        Assert.Equal(again.UsableToken, (await world.GetAsync("corp")).UsableToken);
    }

    [Fact]
    public async Task Session_control_at_google_asks_for_a_sign_in()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("google-gemini");
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.Google.SessionControl = true;

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(
            PrxAuthError.LoginRequired, () => world.GetAsync("google-gemini"));

        Assert.Contains("invalid_rapt", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":"invalid_client"}""", 401, PrxAuthError.ClientRejected)]
    [InlineData("""{"error":"unauthorized_client"}""", 400, PrxAuthError.ClientRejected)]
    [InlineData("""{"error":"incorrect_client_credentials"}""", 200, PrxAuthError.ClientRejected)]
    [InlineData("""{"error":"invalid_request","error_description":"client_secret is missing."}""", 400, PrxAuthError.AuthorizationFailed)]
    [InlineData("""{"error":"invalid_scope"}""", 400, PrxAuthError.AuthorizationFailed)]
    [InlineData("""{"error":"server_error"}""", 400, PrxAuthError.ProviderFailed)]
    [InlineData("""{"error":"temporarily_unavailable"}""", 503, PrxAuthError.ProviderFailed)]
    [InlineData("""{"error":"invalid_grant"}""", 503, PrxAuthError.ProviderFailed)]
    [InlineData("""{"error":"invalid_grant"}""", 429, PrxAuthError.ProviderThrottled)]
    [InlineData("""{"error":"forbidden"}""", 403, PrxAuthError.AuthorizationFailed)]
    [InlineData("", 408, PrxAuthError.ProviderFailed)]
    [InlineData("", 425, PrxAuthError.ProviderFailed)]
    [InlineData("", 404, PrxAuthError.ProviderResponseInvalid)]
    [Conformance("N38", "P11")]
    public async Task A_refusal_that_is_not_about_the_grant_costs_no_login(string answer, int status, PrxAuthError error)
    {
        await using RawProvider raw = new(request => request.Path == "/device" ? RawProvider.Reply(Device)
            : request["grant_type"] == "refresh_token" ? RawProvider.Reply(answer, status)
            : RawProvider.Reply(AlreadyOver));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        await world.RunClockAsync(world.SignInAsync("raw"));

        await world.FailsAsync(error, () => world.GetAsync("raw"));
    }

    [Theory]
    [InlineData("""{"error":"invalid_grant"}""", 400)]
    [InlineData("""{"error":"bad_refresh_token"}""", 200)]
    [InlineData("""{"error":{"code":"refresh_token_reused","message":"used"}}""", 401)]
    [InlineData("""{"error":"invalid_grant","error_subtype":"invalid_rapt"}""", 400)]
    [InlineData("""{"error":"interaction_required"}""", 400)]
    [Conformance("N38", "P02", "P10")]
    public async Task The_end_of_the_grant_is_told_by_its_many_names(string answer, int status)
    {
        await using RawProvider raw = new(request => request.Path == "/device" ? RawProvider.Reply(Device)
            : request["grant_type"] == "refresh_token" ? RawProvider.Reply(answer, status)
            : RawProvider.Reply(AlreadyOver));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        await world.RunClockAsync(world.SignInAsync("raw"));

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("raw"));

        Assert.Single(raw.Requests, request => request["grant_type"] == "refresh_token");
    }

    [Fact]
    public async Task A_newer_generation_in_the_store_is_adopted_when_the_refresh_token_is_spent()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        ProfileKey key = new("raw", "default");
        FileCredentialStore restored = world.OpenStore();
        await using RawProvider raw = new(request =>
        {
            if (request.Path == "/device" || request["grant_type"] != "refresh_token")
            {
                return RawProvider.Reply(request.Path == "/device" ? Device : AlreadyOver);
            }

            // Somebody without the lock, such as a restored backup, writes while we ask.
            Credential current = restored.Read(key)!;
            restored.WriteAsync(current with
            {
                Tokens = current.Tokens with { AccessToken = new Secret("at-newer-0123456789"), ExpiresAt = world.Clock.GetUtcNow().AddHours(1) },
            }).AsTask().GetAwaiter().GetResult();
            return RawProvider.Reply("""{"error":"invalid_grant"}""", 400);
        });
        world.WriteConfig(raw.ConfigToml());
        await world.RunClockAsync(world.SignInAsync("raw"));

        Credential adopted = await world.GetAsync("raw");

        Assert.Equal("at-newer-0123456789", adopted.UsableToken.Reveal());
        Assert.False((await world.GetAsync("raw")).NeedsLogin);
        restored.Dispose();
    }

    [Fact]
    [Conformance("N47")]
    public async Task Tokens_of_another_account_are_refused()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("google-gemini");
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.Google.IdToken = IdTokenFlaw.WrongSubject;

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.AccountChanged, () => world.GetAsync("google-gemini"));

        using FileCredentialStore store = world.OpenStore();
        Credential kept = (await store.ReadAsync(first.Key, SimulatedWorld.Cancellation))!;
        Assert.Equal(first.UsableToken, kept.UsableToken);
        Assert.Equal(first.Subject, kept.Subject);
        await world.FailsAsync(PrxAuthError.LoginRequired, () => world.GetAsync("google-gemini"));
    }

    [Fact]
    public async Task A_refresh_goes_to_the_client_that_got_the_token_whatever_the_config_says_now()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        world.EditConfig(text => text.Replace($"client_id = \"{SimulatorClients.Cli}\"", "client_id = \"another-client\"", StringComparison.Ordinal));
        world.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(SimulatorClients.Cli, (await world.GetAsync("corp")).ClientId);
    }

    [Fact]
    public async Task A_missing_secret_is_told_before_the_refresh_token_is_sent()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("google-gemini");
        world.EditConfig(text => text.Replace($"client_secret = \"{SimulatorClients.GoogleDesktopSecret}\"", "", StringComparison.Ordinal));
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.ResetCounts();

        await world.FailsAsync(PrxAuthError.ClientSecretMissing, () => world.GetAsync("google-gemini"));

        Assert.Empty(world.Control.Requests);
    }
}
