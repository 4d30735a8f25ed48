using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Protocol;

/// <summary>Workloads that sign in by an assertion of their platform.</summary>
public sealed class FederatedSignInTests
{
    [Theory]
    [InlineData("workload")]
    [InlineData("workload-grant")]
    [Conformance("F14")]
    public async Task A_job_signs_in_and_every_renewal_has_an_assertion_of_its_own(string provider)
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Person = new ScriptedPerson { IsInteractive = false };
        world.EnterJob();

        Credential first = await world.SignInAsync(provider, SignInFlow.Federated);
        HashSet<string> tokens = [first.UsableToken.Reveal()];
        for (int renewal = 0; renewal < 3; renewal++)
        {
            world.Clock.Advance(TimeSpan.FromHours(2));
            tokens.Add((await world.GetAsync(provider)).UsableToken.Reveal());
        }

        Assert.Equal(SignInFlow.Federated, first.Flow);
        Assert.Equal(4, tokens.Count);
        Assert.Equal(4, world.Control.Federation.Redeemed.Distinct().Count());
        Assert.True(world.Session.Profiles.IsRenewable(world.Session.Profiles.Describe(first)));
    }

    [Fact]
    [Conformance("F15")]
    public async Task A_variable_is_read_for_each_exchange_and_a_spent_assertion_is_refused()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Environment["WORKLOAD_ASSERTION"] = world.Server.IssueAssertion();
        Credential first = await world.SignInAsync("workload-exchange", SignInFlow.Federated);
        world.Clock.Advance(TimeSpan.FromHours(2));

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AuthorizationFailed, () => world.GetAsync("workload-exchange"));
        world.Environment["WORKLOAD_ASSERTION"] = world.Server.IssueAssertion();
        Credential second = await world.GetAsync("workload-exchange");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.DoesNotContain(world.Environment["WORKLOAD_ASSERTION"], failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer", "urn:ietf:params:oauth:token-type:access_token", true)]
    [InlineData("Bearer", "urn:ietf:params:oauth:token-type:jwt", true)]
    [InlineData("Bearer", "urn:ietf:params:oauth:token-type:saml2", false)]
    [InlineData("Bearer", "urn:ietf:params:oauth:token-type:refresh_token", false)]
    [InlineData("N_A", "urn:ietf:params:oauth:token-type:access_token", false)]
    [Conformance("F15", "F16")]
    public async Task What_an_exchange_gives_is_used_where_it_is_an_access_token_alone(string tokenType, string issuedType, bool isUsed)
    {
        await using RawProvider raw = new(_ => RawProvider.Reply(
            $$"""{"access_token":"at-0123456789","token_type":"{{tokenType}}","issued_token_type":"{{issuedType}}"}"""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Environment["WORKLOAD_ASSERTION"] = "head.body.signature";
        world.WriteConfig(raw.ConfigToml(
            "assertion_env = \"WORKLOAD_ASSERTION\"\nassertion_use = \"token-exchange\"\nflows = [\"federated\"]"));

        if (isUsed)
        {
            await world.SignInAsync("raw", SignInFlow.Federated);
        }
        else
        {
            await world.FailsAsync(PrxAuthError.ProviderResponseInvalid, () => world.SignInAsync("raw", SignInFlow.Federated));
        }

        RawRequest sent = Assert.Single(raw.Requests);
        Assert.Equal(
            ("head.body.signature", "urn:ietf:params:oauth:token-type:jwt", null, null),
            (sent["subject_token"], sent["subject_token_type"], sent["actor_token"], sent["actor_token_type"]));
    }

    [Fact]
    public async Task A_projected_file_is_read_for_each_exchange()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        string file = Path.Join(Path.GetDirectoryName(world.ConfigFile), "token");
        world.EditConfig(text => text.Replace("assertion_env = \"WORKLOAD_ASSERTION\"", $"assertion_file = '{file}'", StringComparison.Ordinal));

        PrxAuthException missing = await world.FailsAsync(PrxAuthError.AssertionMissing, () => world.SignInAsync("workload-exchange", SignInFlow.Federated));
        await File.WriteAllTextAsync(file, world.Server.IssueAssertion() + "\n", SimulatedWorld.Cancellation);
        await world.SignInAsync("workload-exchange", SignInFlow.Federated);
        await File.WriteAllTextAsync(file, world.Server.IssueAssertion(), SimulatedWorld.Cancellation);
        await world.RenewAsync("workload-exchange");

        Assert.Contains(file, missing.Message, StringComparison.Ordinal);
        Assert.Equal(2, world.Control.Federation.Redeemed.Count);
    }

    [Theory]
    [InlineData("workload", "ACTIONS_ID_TOKEN_REQUEST_URL", "id-token: write")]
    [InlineData("workload", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "id-token: write")]
    [InlineData("workload-grant", "SYSTEM_OIDCREQUESTURI", "System.AccessToken")]
    [InlineData("workload-grant", "SYSTEM_ACCESSTOKEN", "System.AccessToken")]
    [InlineData("workload-exchange", "WORKLOAD_ASSERTION", "assertion")]
    public async Task What_the_platform_did_not_give_is_named(string provider, string variable, string advice)
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.EnterJob();
        world.Environment.TryRemove(variable, out _);

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AssertionMissing, () => world.SignInAsync(provider, SignInFlow.Federated));

        Assert.Contains(variable, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assertion_for_another_audience_and_a_wrong_job_token_are_refused()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.EnterJob();
        world.EditConfig(text => text.Replace($"assertion_audience = \"{FederationScenario.Audience}\"", "assertion_audience = \"api://other\"", StringComparison.Ordinal));

        await world.FailsAsync(PrxAuthError.ClientRejected, () => world.SignInAsync("workload", SignInFlow.Federated));
        world.Environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "another-job";
        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AssertionMissing, () => world.SignInAsync("workload", SignInFlow.Federated));

        Assert.Contains("HTTP 401", failure.Message, StringComparison.Ordinal);
        Assert.Empty(world.Control.Federation.Redeemed);
    }

    [Fact]
    public async Task A_provider_without_an_assertion_says_what_to_set()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AssertionMissing, () => world.SignInAsync("corp", SignInFlow.Federated));

        Assert.Contains("assertion_file", failure.Recommendation, StringComparison.Ordinal);
    }
}
