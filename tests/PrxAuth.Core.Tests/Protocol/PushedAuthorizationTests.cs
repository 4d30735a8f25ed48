using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Protocol;

/// <summary>Pushed authorization requests (RFC 9126).</summary>
public sealed class PushedAuthorizationTests
{
    [Theory]
    [InlineData(PushedAuthorizationMode.Offered)]
    [InlineData(PushedAuthorizationMode.Required)]
    [Conformance("F02", "F03")]
    public async Task Where_the_server_takes_pushed_requests_the_browser_carries_a_reference_alone(PushedAuthorizationMode mode)
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Control.PushedAuthorization = mode;

        Credential credential = await world.SignInAsync("corp");

        Assert.Equal("alice@example.test", credential.Account);
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(Assert.Single(world.Browser.Opened).Query);
        Assert.Equal(["client_id", "request_uri"], query.AllKeys.Order());
        Assert.Single(world.Control.Requests, request => request.Path == "/connect/par");
    }

    [Fact]
    [Conformance("F01", "F04", "F21")]
    public async Task The_push_is_a_form_with_the_whole_request_and_each_reference_is_opened_once()
    {
        int pushes = 0;
        await using RawProvider raw = new(request => request.Path == "/par"
            ? RawProvider.Reply($$"""{"request_uri":"urn:example:{{++pushes}}","expires_in":60}""", 201)
            : RawProvider.Reply("""{"access_token":"at-0123456789"}"""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml($"""
            authorization_endpoint = "{raw.Address}authorize"
            pushed_authorization_request_endpoint = "{raw.Address}par"
            client_secret = "secret-words"
            flows = ["paste"]
            """));
        List<string> opened = [];
        world.Person = new ScriptedPerson
        {
            Paste = (address, _) =>
            {
                opened.Add(HttpUtility.ParseQueryString(address.Query)["request_uri"]!);
                return Task.FromResult($"code=the-code&state={raw.Requests.Last()["state"]}");
            },
        };

        await world.SignInAsync("raw", SignInFlow.Paste);
        await world.SignInAsync("raw", SignInFlow.Paste, "again");

        Assert.Equal(["urn:example:1", "urn:example:2"], opened);
        RawRequest[] pushed = [.. raw.Requests.Where(request => request.Path == "/par")];
        Assert.Equal(2, pushed.Select(request => request["state"]).Distinct().Count());
        Assert.All(pushed, request =>
        {
            Assert.StartsWith("POST ", request.Head, StringComparison.Ordinal);
            Assert.Contains("Content-Type: application/x-www-form-urlencoded", request.Head, StringComparison.Ordinal);
            Assert.Equal(
                ["client_id", "client_secret", "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "scope", "state"],
                HttpUtility.ParseQueryString(request.Body).AllKeys.Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    [Conformance("F03")]
    public async Task A_push_that_fails_ends_the_sign_in()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Control.PushedAuthorization = PushedAuthorizationMode.Offered;
        world.Control.Break("/connect/par", FaultMode.InternalServerError);

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderFailed, () => world.SignInAsync("corp"));

        Assert.Contains("could not be pushed", failure.Message, StringComparison.Ordinal);
        Assert.Empty(world.Browser.Opened);
    }

    [Fact]
    public async Task A_push_that_is_refused_says_why()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.EditConfig(text => text.Replace("[providers.runbook]", $"pushed_authorization_request_endpoint = \"{world.Server.BaseAddress}connect/par\"\n\n[providers.runbook]", StringComparison.Ordinal));

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.AuthorizationFailed, () => world.SignInAsync(new SignInRequest { Provider = "corp", Scopes = ["openid", "unknown-scope"] }));

        Assert.Contains("invalid_scope", failure.Message, StringComparison.Ordinal);
        Assert.Empty(world.Browser.Opened);
    }

    [Theory]
    [InlineData(PushedAuthorizationMode.Offered, false)]
    [InlineData(PushedAuthorizationMode.Required, true)]
    [Conformance("F03")]
    public async Task Where_the_user_wants_it_plain_only_a_server_that_demands_the_push_gets_one(PushedAuthorizationMode mode, bool isPushed)
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Control.PushedAuthorization = mode;
        world.EditConfig(text => text.Replace("[providers.corp]", "[providers.corp]\npushed_authorization_requests = false", StringComparison.Ordinal));

        await world.SignInAsync("corp");

        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(Assert.Single(world.Browser.Opened).Query);
        Assert.Equal((isPushed, !isPushed), (query["request_uri"] is not null, query["code_challenge"] is not null));
        Assert.Equal(isPushed, world.Control.Requests.Any(request => request.Path == "/connect/par"));
    }

    [Fact]
    [Conformance("F22")]
    public async Task The_push_names_the_key_that_the_code_is_bound_to()
    {
        await using RawProvider raw = new(request => request.Path == "/par"
            ? RawProvider.Reply("""{"request_uri":"urn:example:1","expires_in":60}""", 201)
            : RawProvider.Reply("""{"access_token":"at-0123456789","token_type":"DPoP"}"""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml($"""
            authorization_endpoint = "{raw.Address}authorize"
            pushed_authorization_request_endpoint = "{raw.Address}par"
            dpop = true
            flows = ["paste"]
            """));
        world.Person = new ScriptedPerson { Paste = (_, _) => Task.FromResult($"code=the-code&state={raw.Requests.Last()["state"]}") };

        Credential credential = await world.SignInAsync("raw");

        Assert.Equal(PrxAuth.Core.Tokens.DpopKey.ThumbprintOf(credential.DpopKey!), raw.Requests.First()["dpop_jkt"]);
    }

    [Fact]
    [Conformance("F03")]
    public async Task A_server_that_demands_the_push_and_hides_where_is_told_so()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Control.PushedAuthorization = PushedAuthorizationMode.RequiredWithoutEndpoint;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.MetadataInvalid, () => world.SignInAsync("corp"));

        Assert.Contains("pushed_authorization_request_endpoint", failure.Recommendation, StringComparison.Ordinal);
        Assert.Empty(world.Browser.Opened);
    }
}
