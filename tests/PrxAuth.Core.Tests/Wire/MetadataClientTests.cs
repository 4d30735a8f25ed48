using PrxAuth.Core.Providers;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Wire;

/// <summary>Where metadata is looked for, and how often (RFC 8414 section 3, OpenID Connect Discovery section 4).</summary>
public sealed class MetadataClientTests
{
    private const string OpenId = "/.well-known/openid-configuration";
    private const string OAuth = "/.well-known/oauth-authorization-server";

    [Theory]
    [InlineData("https://example.test", true, $"{OpenId} {OAuth}")]
    [InlineData("https://example.test/", true, $"{OpenId} {OAuth}")]
    [InlineData("https://example.test", false, $"{OAuth} {OpenId}")]
    [InlineData("https://example.test/tenant/v2", true, $"/tenant/v2{OpenId} {OAuth}/tenant/v2 {OpenId}/tenant/v2")]
    [InlineData("https://example.test/tenant/", true, $"/tenant{OpenId} {OAuth}/tenant {OpenId}/tenant")]
    [InlineData("https://example.test/tenant", false, $"{OAuth}/tenant {OpenId}/tenant /tenant{OpenId}")]
    [InlineData("https://example.test:8443/a", true, $"/a{OpenId} {OAuth}/a {OpenId}/a")]
    [Conformance("N34")]
    public void The_places_in_their_order(string issuer, bool openIdConnect, string paths)
    {
        Uri[] locations = [.. MetadataClient.Locations(issuer, openIdConnect)];

        Assert.Equal(paths.Split(' '), locations.Select(location => location.AbsolutePath));
        Assert.All(locations, location => Assert.Equal(new Uri(issuer).Authority, location.Authority));
    }

    [Fact]
    public async Task The_next_place_is_asked_where_one_has_nothing_and_the_answer_is_kept()
    {
        RawProvider? self = null;
        await using RawProvider raw = new(request => request.Path switch
        {
            $"{OAuth}/tenant" => RawProvider.Reply($$"""{"issuer":"{{self!.Address}}tenant","token_endpoint":"{{self.Address}}token"}"""),
            "/token" => RawProvider.Reply("""{"access_token":"at-0123456789","expires_in":5}"""),
            _ => RawProvider.Reply("nothing here", 404, "text/plain"),
        });
        self = raw;
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig($"""
            [providers.tenant]
            issuer = "{raw.Address}tenant"
            client_id = "x"
            client_secret = "y"
            flows = ["client-credentials"]
            """);

        await world.SignInAsync("tenant", Core.Flows.SignInFlow.ClientCredentials);
        await world.GetAsync("tenant");

        Assert.Equal([$"/tenant{OpenId}", $"{OAuth}/tenant", "/token", "/token"], raw.Requests.Select(request => request.Path));
        world.Clock.Advance(TimeSpan.FromMinutes(61));
        await world.GetAsync("tenant");
        Assert.Equal(7, raw.Requests.Count);
    }

    [Fact]
    public async Task An_issuer_without_metadata_is_named()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("nothing here", 404, "text/plain"));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig($"[providers.none]\nissuer = \"{raw.Address}\"\nclient_id = \"x\"\n");

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.MetadataInvalid, () => world.SignInAsync("none"));

        Assert.Contains("publishes no metadata", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_with_all_its_endpoints_is_not_asked_for_metadata()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        await world.SignInAsync("google-gemini");

        Assert.DoesNotContain(world.Control.Requests, request => request.Path.Contains("well-known", StringComparison.Ordinal));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Google).AllTokenRequests);
    }

    [Theory]
    [InlineData("token_endpoint")]
    [InlineData("authorization_endpoint")]
    [InlineData("jwks_uri")]
    [Conformance("N23")]
    public async Task An_endpoint_in_metadata_that_is_not_https_is_refused(string endpoint)
    {
        RawProvider? self = null;
        await using RawProvider raw = new(_ => RawProvider.Reply(
            $$"""{"issuer":"{{self!.Address}}","{{endpoint}}":"http://example.test/x"}"""));
        self = raw;
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig($"[providers.plain]\nissuer = \"{raw.Address}\"\nclient_id = \"x\"\n");

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.MetadataInvalid, () => world.SignInAsync("plain"));

        Assert.Contains(endpoint, failure.Message, StringComparison.Ordinal);
    }
}
