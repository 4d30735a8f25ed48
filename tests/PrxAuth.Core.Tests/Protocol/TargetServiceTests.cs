using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Protocol;

/// <summary>The services that tokens are asked for: <c>resource</c> (RFC 8707) and <c>audience</c>.</summary>
public sealed class TargetServiceTests
{
    private const string Keys = "resource_indicators = [\"https://a.example.test/\", \"urn:b\"]\naudience = \"api://c\"";

    [Fact]
    [Conformance("F17", "F18")]
    public async Task Device_token_and_refresh_requests_name_them()
    {
        await using RawProvider raw = new(request => request.Path == "/device"
            ? RawProvider.Reply("""{"device_code":"dc","user_code":"AB","verification_uri":"https://example.test/","interval":1}""")
            : RawProvider.Reply("""{"access_token":"at-0123456789","refresh_token":"rt-0123456789","expires_in":5}"""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml(Keys));

        await world.RunClockAsync(world.SignInAsync("raw"));
        await world.RenewAsync("raw");

        Assert.Equal(3, raw.Requests.Count);
        Assert.All(raw.Requests, request =>
        {
            Assert.Equal("https://a.example.test/,urn:b", request["resource"]);
            Assert.Equal("api://c", request["audience"]);
        });
    }

    [Fact]
    [Conformance("F17", "F18")]
    public async Task Authorization_and_client_credentials_requests_name_them()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("""{"access_token":"at-0123456789"}"""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml($"authorization_endpoint = \"{raw.Address}authorize\"\nclient_secret = \"s\"\nflows = [\"paste\", \"client-credentials\"]\n{Keys}"));
        world.Person = new ScriptedPerson
        {
            Paste = (address, _) => Task.FromResult($"code=the-code&state={HttpUtility.ParseQueryString(address.Query)["state"]}"),
        };

        await world.SignInAsync("raw", SignInFlow.Paste);
        await world.SignInAsync("raw", SignInFlow.ClientCredentials, "job");

        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString((await world.Person.Address).Query);
        Assert.Equal("https://a.example.test/,urn:b", query["resource"]);
        Assert.Equal("api://c", query["audience"]);
        Assert.All(raw.Requests, request => Assert.Equal("https://a.example.test/,urn:b", request["resource"]));
    }

    [Fact]
    public async Task In_json_they_are_a_list()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("""{"access_token":"at-0123456789"}"""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml($"token_request_format = \"json\"\nclient_secret = \"s\"\nflows = [\"client-credentials\"]\n{Keys}"));

        await world.SignInAsync("raw", SignInFlow.ClientCredentials);

        Assert.Contains("""
            "resource":["https://a.example.test/","urn:b"]
            """.Trim(), Assert.Single(raw.Requests).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resource_indicators = \"https://a\"")]
    [InlineData("resource_indicators = [\"a\"]")]
    [InlineData("resource_indicators = [\"https://a/#b\"]")]
    [Conformance("F17")]
    public async Task What_is_no_resource_is_refused(string key)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig($"[providers.corp]\nissuer = 'https://a'\n{key}\n");

        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => world.Session.Catalog.Current().Catalog);

        Assert.Equal(PrxAuthError.ConfigurationValue, failure.Error);
    }
}
