using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Profiles without a person: client credentials, and tokens that the user already has.</summary>
public sealed class GivenAndClientTokenTests
{
    [Fact]
    public async Task Client_credentials_sign_in_where_nobody_is()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = new ScriptedPerson { IsInteractive = false };

        Credential credential = await world.SignInAsync("runbook", SignInFlow.ClientCredentials);

        Assert.Equal(SignInFlow.ClientCredentials, credential.Flow);
        Assert.Equal(SimulatorClients.Runbook, credential.Account);
        Assert.Equal(["api"], credential.Tokens.Scopes);
        Assert.Null(credential.Tokens.RefreshToken);
    }

    [Fact]
    public async Task Client_credentials_are_renewed_by_asking_again()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("runbook", SignInFlow.ClientCredentials);
        world.Clock.Advance(TimeSpan.FromHours(2));

        Credential second = await world.GetAsync("runbook");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.Equal(2, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("client_credentials"));
        Assert.Equal(["api"], second.Tokens.Scopes);
    }

    [Fact]
    [Conformance("N06")]
    public async Task A_secret_comes_from_the_environment_and_basic_authentication_works()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.EditConfig(text => text.Replace(
            $"client_secret = \"{SimulatorClients.RunbookSecret}\"", "client_secret_env = \"RUNBOOK_SECRET\"\nclient_authentication = \"basic\"", StringComparison.Ordinal));

        await world.FailsAsync(PrxAuthError.ClientSecretMissing, () => world.SignInAsync("runbook", SignInFlow.ClientCredentials));
        world.Environment["RUNBOOK_SECRET"] = "wrong";
        await world.FailsAsync(PrxAuthError.ClientRejected, () => world.SignInAsync("runbook", SignInFlow.ClientCredentials));
        world.Environment["RUNBOOK_SECRET"] = SimulatorClients.RunbookSecret;

        Assert.NotNull((await world.SignInAsync("runbook", SignInFlow.ClientCredentials)).ExpiresAt);
    }

    [Fact]
    public async Task A_given_token_is_kept_as_it_is_and_never_revoked()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = new ScriptedPerson { IsInteractive = false };
        var token = new Secret("sk-given-0123456789");

        Credential credential = await world.SignInAsync(
            new SignInRequest { Provider = "corp", Flow = SignInFlow.GivenToken, GivenToken = token, Scopes = ["api"] });
        world.Clock.Advance(TimeSpan.FromDays(3000));

        Assert.Equal(token, credential.UsableToken);
        Assert.Equal(token, (await world.GetAsync("corp", minimumValidity: TimeSpan.FromDays(1))).UsableToken);
        Assert.Null(credential.ClientId);
        RevocationResult? result = await world.Session.SignOut.SignOutAsync(
            credential.Key, world.Session.Profiles.Select("corp", null).Provider, localOnly: false, SimulatedWorld.Cancellation);
        Assert.Equal(RevocationOutcome.NotSupported, result!.Outcome);
        Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).Revocations);
        Assert.Empty(world.SealedFiles());
        Assert.DoesNotContain(world.Control.Requests, request => request.Path.Contains("token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_given_token_gets_its_owners_name_where_the_provider_tells()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions { AutoApproveDevice = true });
        Credential github = await world.RunClockAsync(world.SignInAsync("github"));

        Credential given = await world.SignInAsync(new SignInRequest
        {
            Provider = "github",
            Profile = "given",
            Flow = SignInFlow.GivenToken,
            GivenToken = github.Tokens.AccessToken,
        });

        Assert.Equal("alice", given.Account);
    }

    [Fact]
    public async Task A_personal_access_token_is_no_copilot_token()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ServiceRefused, () => world.SignInAsync(new SignInRequest
        {
            Provider = "github-copilot",
            Flow = SignInFlow.GivenToken,
            GivenToken = new Secret("ghp_0123456789abcdef0123456789abcdef0123"),
        }));

        Assert.Contains("personal access token", failure.Recommendation, StringComparison.Ordinal);
        Assert.Empty(world.SealedFiles());
    }

    [Fact]
    public async Task A_provider_that_takes_no_given_token_says_what_it_takes()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.FlowNotSupported, () => world.SignInAsync(
            new SignInRequest { Provider = "runbook", Flow = SignInFlow.GivenToken, GivenToken = new Secret("abc") }));

        Assert.Contains("client-credentials", failure.Message, StringComparison.Ordinal);
    }
}
