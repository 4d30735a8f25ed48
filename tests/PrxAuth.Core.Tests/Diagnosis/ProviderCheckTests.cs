using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Diagnosis;

public sealed class ProviderCheckTests
{
    [Fact]
    public async Task A_provider_that_answers_as_it_should_is_fine_and_is_sent_no_secret()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Finding[] findings = await LookAsync(world, "corp");

        Assert.Equal(
            [FindingNames.ProviderClient, FindingNames.ProviderPkce, FindingNames.ProviderEndpoint, FindingNames.ProviderRevocation, FindingNames.ClockSkew],
            findings.Select(finding => finding.Name));
        Assert.All(findings, finding => Assert.Equal((FindingStatus.Ok, "corp"), (finding.Status, finding.Target)));
        findings.Says(FindingNames.ProviderEndpoint, FindingStatus.Ok, "names that issuer");
        findings.Says(FindingNames.ProviderRevocation, FindingStatus.Ok, "revokes its tokens");
        Assert.Equal(0, world.Control.Counts(Simulator.SimulatorArea.Oidc).AllTokenRequests);
    }

    [Fact]
    public async Task A_provider_with_all_its_endpoints_is_touched_at_its_token_endpoints_host_alone()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("", 404, "text/html"));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml("client_secret = \"canary-secret\""));

        Finding[] findings = await LookAsync(world, "raw");

        findings.Says(FindingNames.ProviderEndpoint, FindingStatus.Ok, raw.Address.Authority);
        RawRequest request = Assert.Single(raw.Requests);
        Assert.StartsWith("HEAD / ", request.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", request.Head + request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_is_not_there_is_told()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        world.WriteConfig($"[providers.dead]\nissuer = \"http://127.0.0.1:{port}\"\nclient_id = \"x\"\n");

        (await LookAsync(world, "dead")).Says(FindingNames.ProviderEndpoint, FindingStatus.Failed, "cannot be reached", "Check the network");
    }

    [Fact]
    public async Task A_provider_that_is_somebody_else_is_told_in_words_that_are_safe()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("""{"issuer":"https://evil.test\u202e?token=canary","token_endpoint":"https://evil.test/t"}"""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig($"[providers.other]\nissuer = \"{raw.Address}\"\nclient_id = \"x\"\n");

        Finding found = (await LookAsync(world, "other")).Says(FindingNames.ProviderEndpoint, FindingStatus.Failed, "evil.test", "Check issuer");

        Assert.DoesNotContain("canary", found.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', found.Message);
    }

    [Fact]
    public async Task A_provider_that_is_down_is_warned_of()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("", 503, "text/html"));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml());

        (await LookAsync(world, "raw")).Says(FindingNames.ProviderEndpoint, FindingStatus.Warning, "HTTP 503");
    }

    [Theory]
    [InlineData(0, FindingStatus.Ok, "agree")]
    [InlineData(120, FindingStatus.Warning, "behind")]
    [InlineData(-120, FindingStatus.Warning, "ahead of")]
    [InlineData(400, FindingStatus.Failed, "behind")]
    public async Task Clocks_that_are_apart_are_told(int seconds, FindingStatus expected, string words)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        string date = world.Clock.GetUtcNow().AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);
        await using RawProvider raw = new(_ => RawProvider.Reply("", 404, "text/html", $"Date: {date}\r\n"));
        world.WriteConfig(raw.ConfigToml());

        (await LookAsync(world, "raw")).Says(FindingNames.ClockSkew, expected, words, expected == FindingStatus.Ok ? "" : "Set the clock");
    }

    [Fact]
    public async Task An_answer_out_of_a_cache_is_as_old_as_it_says()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        string date = world.Clock.GetUtcNow().AddHours(-1).ToString("R", CultureInfo.InvariantCulture);
        await using RawProvider raw = new(_ => RawProvider.Reply("", 404, "text/html", $"Date: {date}\r\nAge: 3600\r\n"));
        world.WriteConfig(raw.ConfigToml());

        (await LookAsync(world, "raw")).Says(FindingNames.ClockSkew, FindingStatus.Ok, "agree");
    }

    [Theory]
    [InlineData("""["plain"]""", FindingStatus.Warning, "does not name S256")]
    [InlineData("""["plain","S256"]""", FindingStatus.Ok, "knows PKCE")]
    [InlineData("null", FindingStatus.Ok, "does not say")]
    public async Task What_a_provider_says_of_PKCE_is_told(string methods, FindingStatus expected, string words)
    {
        RawProvider? self = null;
        await using RawProvider raw = new(_ => RawProvider.Reply(
            $$"""{"issuer":"{{self!.Address}}","authorization_endpoint":"{{self.Address}}a","token_endpoint":"{{self.Address}}t","code_challenge_methods_supported":{{methods}}}"""));
        self = raw;
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig($"[providers.pkce]\nissuer = \"{raw.Address}\"\nclient_id = \"x\"\n");

        Finding[] findings = await LookAsync(world, "pkce");

        findings.Says(FindingNames.ProviderPkce, expected, words);
        findings.Says(FindingNames.ProviderRevocation, FindingStatus.Ok, "does not revoke");
    }

    [Fact]
    public async Task A_client_that_is_missing_is_warned_of_unless_only_given_tokens_are_kept()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig("[providers.anthropic]\nauth_profile = \"key\"\n");
        (await LookAsync(world, "anthropic", offline: true)).Says(FindingNames.ProviderClient, FindingStatus.Warning, "No client id", "client_id");

        await world.SignInAsync(new SignInRequest { Provider = "anthropic", Flow = SignInFlow.GivenToken, GivenToken = new Secret("sk-1") });

        (await LookAsync(world, "anthropic", offline: true)).Says(FindingNames.ProviderClient, FindingStatus.Ok, "given tokens");
    }

    [Fact]
    public async Task A_client_secret_that_is_missing_is_warned_of()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig("[providers.google-gemini]\nclient_id = \"x\"\nclient_secret_env = \"NO_SUCH_SECRET\"\n");
        (await LookAsync(world, "gemini", offline: true)).Says(FindingNames.ProviderClient, FindingStatus.Warning, "No client secret", "NO_SUCH_SECRET");

        world.Environment["NO_SUCH_SECRET"] = "canary";

        (await LookAsync(world, "gemini", offline: true)).Says(FindingNames.ProviderClient, FindingStatus.Ok, "is configured");
    }

    private static async Task<Finding[]> LookAsync(SimulatedWorld world, string provider, bool offline = false)
    {
        Finding[] all = await world.Open().Diagnosis.RunAsync(new DiagnosisOptions { Providers = [provider], Offline = offline });
        return [.. all.Where(finding => finding.Area == FindingArea.Provider || finding.Name == FindingNames.ClockSkew)];
    }
}
