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

    [Fact]
    public async Task A_server_that_demands_the_push_and_hides_where_is_told_so()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Control.PushedAuthorization = PushedAuthorizationMode.RequiredWithoutEndpoint;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.MetadataInvalid, () => world.SignInAsync("corp"));

        Assert.Contains("pushed_authorization_request_endpoint", failure.Recommendation, StringComparison.Ordinal);
        Assert.Empty(world.Browser.Opened);
    }
}
