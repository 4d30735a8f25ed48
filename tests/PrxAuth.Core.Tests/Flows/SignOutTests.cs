using System.Net;
using System.Net.Http.Headers;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tests.Wire;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Signing out: dead at the provider where that can be, gone here in any case, and the truth about both.</summary>
public sealed class SignOutTests
{
    [Theory]
    [InlineData("corp", SimulatorArea.Oidc, 2)]
    [InlineData("google-gemini", SimulatorArea.Google, 1)]
    [InlineData("github", SimulatorArea.GitHub, 1)]
    [InlineData("github-copilot", SimulatorArea.GitHub, 1)]
    public async Task The_tokens_die_at_the_provider_and_the_profile_goes(string provider, SimulatorArea area, int revocations)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions { AutoApproveDevice = true });
        Credential credential = await world.RunClockAsync(world.SignInAsync(provider));

        RevocationResult? result = await SignOutAsync(world, credential.Key);

        Assert.Equal(new RevocationResult(RevocationOutcome.Revoked, null), result);
        Assert.Equal(revocations, world.Control.Counts(area).Revocations);
        Assert.Empty(world.SealedFiles());
        await world.FailsAsync(PrxAuthError.ProfileNotFound, () => world.GetAsync(provider));
        Assert.Null(await SignOutAsync(world, credential.Key));
    }

    [Fact]
    public async Task The_access_token_dies_with_the_refresh_token_also_where_the_server_would_let_it_live()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        Assert.Equal(HttpStatusCode.OK, await CallApiAsync(world, credential));

        await SignOutAsync(world, credential.Key);

        Assert.Equal(HttpStatusCode.Unauthorized, await CallApiAsync(world, credential));
    }

    [Fact]
    public async Task A_revoked_login_cannot_be_renewed_from_a_copy()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        string file = Path.Join(world.SecretsDirectory, Assert.Single(world.SealedFiles()).Key);
        byte[] copy = await File.ReadAllBytesAsync(file, SimulatedWorld.Cancellation);
        await SignOutAsync(world, credential.Key);
        await File.WriteAllBytesAsync(file, copy, SimulatedWorld.Cancellation);
        world.Clock.Advance(TimeSpan.FromHours(2));

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("corp", session: world.Open()));
    }

    [Fact]
    public async Task Signing_out_here_only_leaves_the_tokens_alive()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        world.Control.ResetCounts();

        RevocationResult? result = await SignOutAsync(world, credential.Key, localOnly: true);

        Assert.Equal(RevocationOutcome.Skipped, result!.Outcome);
        Assert.Empty(world.Control.Requests);
        Assert.Empty(world.SealedFiles());
    }

    [Theory]
    [InlineData(FaultMode.ServiceUnavailable, "503")]
    [InlineData(FaultMode.TooManyRequests, "slow down")]
    [InlineData(FaultMode.Reset, "cannot be reached")]
    [InlineData(FaultMode.Redirect, "redirect")]
    [InlineData(FaultMode.Hang, "10 seconds")]
    [Conformance("N33")]
    public async Task A_provider_that_does_not_revoke_does_not_keep_the_profile_here(FaultMode fault, string reason)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        world.Control.Break("/connect/revoke", fault);

        Task<RevocationResult?> leaving = SignOutAsync(world, credential.Key);
        if (fault == FaultMode.Hang)
        {
            await world.RequestArrivesAsync("/connect/revoke");
            world.Clock.Advance(TimeSpan.FromSeconds(11));
        }

        RevocationResult? result = await leaving;
        Assert.Equal(RevocationOutcome.Failed, result!.Outcome);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
        Assert.Empty(world.SealedFiles());
    }

    [Fact]
    public async Task A_provider_that_is_gone_does_not_keep_the_profile_here()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        world.EditConfig(text => text.Replace(world.Server.BaseAddress.AbsoluteUri, "http://127.0.0.1:1/", StringComparison.Ordinal));

        RevocationResult? result = await SignOutAsync(world, credential.Key, session: world.Open());

        Assert.Equal(RevocationOutcome.Failed, result!.Outcome);
        Assert.Empty(world.SealedFiles());
    }

    [Fact]
    public async Task A_provider_that_is_no_longer_configured_cannot_be_asked()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");

        RevocationResult? result = await world.Session.SignOut.SignOutAsync(
            credential.Key, provider: null, localOnly: false, SimulatedWorld.Cancellation);

        Assert.Equal(RevocationOutcome.NotSupported, result!.Outcome);
        Assert.Empty(world.SealedFiles());
    }

    [Fact]
    public async Task A_sign_out_that_was_begun_leaves_no_profile_that_looks_alive()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        world.Control.ResetCounts();
        world.Control.Break("/connect/revoke", FaultMode.Hang);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(SimulatedWorld.Cancellation);
        ProfileSelection selection = world.Session.Profiles.Select("corp", null);

        Task leave = world.Session.SignOut.SignOutAsync(credential.Key, selection.Provider, localOnly: false, leaving.Token);
        await world.RequestArrivesAsync("/connect/revoke");
        await leaving.CancelAsync();
        await SimulatedWorld.EndsAsync(leave);

        ProfileView view = await world.Session.Profiles.GetAsync(credential.Key, SimulatedWorld.Cancellation);
        Assert.Equal(ProfileStatus.NeedsLogin, view.Status);
        Assert.Contains("sign-out was begun", view.StatusReason, StringComparison.Ordinal);
        await world.FailsAsync(PrxAuthError.LoginRequired, () => world.GetAsync("corp"));
        RevocationResult? result = await world.Session.SignOut.SignOutAsync(
            credential.Key, selection.Provider, localOnly: false, SimulatedWorld.Cancellation);
        Assert.Equal(RevocationOutcome.Revoked, result!.Outcome);
        Assert.Null(await world.Session.Profiles.FindAsync(credential.Key, SimulatedWorld.Cancellation));
    }

    [Fact]
    public async Task A_damaged_profile_can_be_signed_out()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        string file = Path.Join(world.SecretsDirectory, Assert.Single(world.SealedFiles()).Key);
        await File.WriteAllBytesAsync(file, [1, 2, 3], SimulatedWorld.Cancellation);

        RevocationResult? result = await SignOutAsync(world, credential.Key, session: world.Open());

        Assert.Equal(RevocationOutcome.Failed, result!.Outcome);
        Assert.Contains("could not be read", result.Reason, StringComparison.Ordinal);
        Assert.Empty(world.SealedFiles());
    }

    [Fact]
    [Conformance("N32")]
    public async Task A_token_that_the_provider_does_not_know_any_more_counts_as_dead()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("google-gemini");
        world.Control.ExpireAccessTokens();
        await world.Control.RevokeAllAsync(SimulatorArea.Google, SimulatedWorld.Cancellation);

        Assert.Equal(RevocationOutcome.Revoked, (await SignOutAsync(world, credential.Key))!.Outcome);
    }

    [Fact]
    public async Task One_profile_goes_and_the_other_stays()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential one = await world.SignInAsync("corp", profile: "one");
        await world.SignInAsync("corp", profile: "two");

        await SignOutAsync(world, one.Key);

        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await world.GetAsync("corp", "two"));
    }

    [Theory]
    [InlineData("", "rt-secret-0123456789", "token_type_hint=refresh_token")]
    [InlineData("revocation = \"rfc7009-json\"", "\"token\":\"rt-secret-0123456789\"", "\"client_id\":\"raw-client\"")]
    [Conformance("N31", "N32")]
    public async Task The_refresh_token_is_revoked_and_then_the_access_token(string more, string token, string beside)
    {
        await using RawProvider raw = new(request => request.Path switch
        {
            "/device" => RawProvider.Reply("""{"device_code":"dc","user_code":"AB","verification_uri":"https://example.test/","interval":1}"""),
            "/token" => RawProvider.Reply("""{"access_token":"at-0123456789","refresh_token":"rt-secret-0123456789"}"""),
            _ => RawProvider.Reply("not even JSON", mediaType: "text/plain"),
        });
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw, more);
        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.Equal(RevocationOutcome.Revoked, (await SignOutAsync(world, credential.Key))!.Outcome);

        RawRequest[] revoking = [.. raw.Requests.Where(request => request.Path == "/revoke")];
        Assert.Equal(2, revoking.Length);
        Assert.Contains(token, revoking[0].Body, StringComparison.Ordinal);
        Assert.Contains(beside, revoking[0].Body, StringComparison.Ordinal);
        Assert.Contains("at-0123456789", revoking[1].Body, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> CallApiAsync(SimulatedWorld world, Credential credential)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Server.BaseAddress, "api/me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.UsableToken.Reveal());
        using HttpResponseMessage response = await http.SendAsync(request, SimulatedWorld.Cancellation);
        return response.StatusCode;
    }

    private static Task<RevocationResult?> SignOutAsync(
        SimulatedWorld world, ProfileKey key, bool localOnly = false, AuthSession? session = null)
    {
        AuthSession asked = session ?? world.Session;
        ProviderDefinition provider = asked.Profiles.Select(key.Provider, key.Profile).Provider;
        return asked.SignOut.SignOutAsync(key, provider, localOnly, SimulatedWorld.Cancellation);
    }
}
