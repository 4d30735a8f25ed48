using System.Net;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

/// <summary>Anthropic: JSON at the token endpoint with the state in it, a page that shows the code, a profile that wants a header.</summary>
public sealed class AnthropicTests
{
    private const string AliceAccount = "00000000-0000-4000-9000-000000001001";

    private static readonly (string, string) s_beta = ("anthropic-beta", "oauth-2025-04-20");

    [Fact]
    public async Task The_browser_signs_in_and_the_profile_endpoint_names_the_account()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Credential credential = await world.SignInAsync("claude", SignInFlow.Browser);

        Assert.Equal(("alice@example.test", AliceAccount), (credential.Account, credential.Subject));
        Assert.StartsWith("sk-ant-oat01-", credential.UsableToken.Reveal(), StringComparison.Ordinal);
        Assert.Equal(["user:profile", "user:inference"], credential.Tokens.Scopes);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync("anthropic/v1/models", credential.UsableToken, s_beta));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Anthropic).AccountRequests);
    }

    [Fact]
    public async Task The_header_is_what_opens_the_profile_endpoint()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.EditConfig(text => text.Replace(
            "[providers.anthropic]", "[providers.anthropic]\naccount_headers = { anthropic-beta = \"\" }", StringComparison.Ordinal));

        Assert.Null((await world.SignInAsync("claude", SignInFlow.Browser)).Account);
    }

    [Fact]
    public async Task What_the_page_shows_is_pasted_and_signs_in()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = new ScriptedPerson
        {
            Paste = async (address, _) =>
            {
                string page = await world.Browser.VisitAsync(address);
                return WebUtility.HtmlDecode(page.Split("<pre>")[1].Split("</pre>")[0]);
            },
        };

        Credential credential = await world.SignInAsync("claude", SignInFlow.Paste);

        Assert.Equal((SignInFlow.Paste, "alice@example.test"), (credential.Flow, credential.Account));
    }

    [Fact]
    public async Task A_pasted_code_with_the_state_of_another_sign_in_is_refused()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = new ScriptedPerson { Paste = (_, _) => Task.FromResult("a-code#another-state") };

        await world.FailsAsync(PrxAuthError.RedirectInvalid, () => world.SignInAsync("claude", SignInFlow.Paste));

        Assert.Equal(0, world.Control.Counts(SimulatorArea.Anthropic).AllTokenRequests);
    }

    [Theory]
    [InlineData("token_request_format = \"form\"", "must be JSON")]
    [InlineData("state_in_token_request = false", "state is missing")]
    public async Task The_token_endpoint_takes_json_with_the_state_and_nothing_else(string setting, string said)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.EditConfig(text => text.Replace("[providers.anthropic]", $"[providers.anthropic]\n{setting}", StringComparison.Ordinal));

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.AuthorizationFailed, () => world.SignInAsync("claude", SignInFlow.Browser));

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_names_its_scopes_and_brings_a_new_pair()
    {
        await using SimulatedWorld world = await SignedInAsync();
        Credential first = await world.GetAsync("claude");
        world.Clock.Advance(TimeSpan.FromHours(9));
        world.Control.Anthropic.ScopeRequired = true;

        Credential second = await world.GetAsync("claude");

        Assert.NotEqual(first.Tokens.RefreshToken, second.Tokens.RefreshToken);
        Assert.Equal(first.Tokens.Scopes, second.Tokens.Scopes);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Anthropic).Refreshes);
    }

    [Theory]
    [InlineData(false, "not found or invalid")]
    [InlineData(true, "expired")]
    public async Task A_refresh_token_used_a_second_time_asks_for_a_sign_in(bool expired, string said)
    {
        await using SimulatedWorld world = await SignedInAsync();
        world.Control.Anthropic.RefreshTokenExpired = expired;
        Credential first = await world.GetAsync("claude");
        world.Clock.Advance(TimeSpan.FromHours(9));
        await world.GetAsync("claude");
        await world.RewriteAsync(first.Key, current => current with { Tokens = first.Tokens });

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("claude"));

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_at_the_token_endpoint_costs_no_login()
    {
        await using SimulatedWorld world = await SignedInAsync();
        world.Clock.Advance(TimeSpan.FromHours(9));
        world.Control.Anthropic.RateLimit = true;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderThrottled, () => world.GetAsync("claude"));

        Assert.Equal(TimeSpan.FromSeconds(60), failure.RetryAfter);
        world.Control.Anthropic.RateLimit = false;
        Assert.NotNull(await world.GetAsync("claude"));
    }

    [Fact]
    public async Task Signing_out_revokes_with_json_and_the_tokens_are_dead()
    {
        await using SimulatedWorld world = await SignedInAsync();
        Credential credential = await world.GetAsync("claude");

        RevocationResult? result = await world.SignOutAsync(credential.Key);

        Assert.Equal(new RevocationResult(RevocationOutcome.Revoked, null), result);
        Assert.Equal(2, world.Control.Counts(SimulatorArea.Anthropic).Revocations);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync("anthropic/v1/models", credential.UsableToken, s_beta));
    }

    [Fact]
    public async Task A_given_api_key_is_kept_though_nobody_can_say_whose_it_is()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Secret key = new("sk-ant-api03-0123456789abcdef");

        Credential credential = await world.SignInAsync(
            new SignInRequest { Provider = "claude", Flow = SignInFlow.GivenToken, GivenToken = key });

        Assert.Equal((key, null), (credential.UsableToken, credential.Account));
    }

    private static async Task<SimulatedWorld> SignedInAsync()
    {
        SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("claude", SignInFlow.Browser);
        return world;
    }
}
