using System.Net;
using System.Net.Sockets;
using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

/// <summary>Signing in to OpenAI Codex: in a browser, with a code of its own device protocol, by a pasted address, with a given token.</summary>
public sealed class CodexSignInTests
{
    private const string AliceAccount = "00000000-0000-4000-8000-000000001001";

    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true };

    [Fact]
    public async Task The_browser_signs_in_and_the_account_is_the_one_in_the_nested_claim()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Credential credential = await world.SignInAsync("codex");

        Assert.Equal((SignInFlow.Browser, "alice@example.test", AliceAccount), (credential.Flow, credential.Account, credential.Subject));
        Uri address = Assert.Single(world.Browser.Opened);
        System.Collections.Specialized.NameValueCollection sent = HttpUtility.ParseQueryString(address.Query);
        var redirect = new Uri(sent["redirect_uri"]!);
        Assert.Equal(("localhost", "/auth/callback"), (redirect.Host, redirect.AbsolutePath));
        Assert.Equal(("true", "true", "prxauth"), (sent["id_token_add_organizations"], sent["codex_cli_simplified_flow"], sent["originator"]));
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync("openai/backend-api/codex/models", credential.UsableToken));
    }

    [Fact]
    public async Task A_redirect_to_a_port_that_is_not_on_the_list_is_told_to_the_person_alone()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.OpenAI.RedirectPorts = [1];

        await world.FailsAsync(PrxAuthError.SignInTimedOut, () => world.RunClockAsync(world.SignInAsync("codex")));

        Assert.Contains("redirect URI", await world.Browser.LastPageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_both_ports_taken_the_error_names_them_and_the_flow_that_needs_none()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        using TcpListener one = new(IPAddress.Loopback, 0);
        using TcpListener other = new(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        int[] ports = [((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)other.LocalEndpoint).Port];
        world.EditConfig(text => text.Replace("redirect_ports = []", $"redirect_ports = [{ports[0]}, {ports[1]}]", StringComparison.Ordinal));

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.RedirectPortInUse, () => world.SignInAsync("codex"));

        Assert.All(ports, port => Assert.Contains($"{port}", failure.Message, StringComparison.Ordinal));
        Assert.Contains("another sign-in", failure.Recommendation, StringComparison.Ordinal);
        Assert.Contains("-DeviceCode", failure.Recommendation, StringComparison.Ordinal);
        Assert.Empty(world.Browser.Opened);
    }

    [Fact]
    public async Task A_workspace_without_codex_is_a_refusal_that_says_so()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.OpenAI.MissingEntitlement = true;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AccessDenied, () => world.SignInAsync("codex"));

        Assert.Contains("missing_codex_entitlement", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pasted_address_signs_in()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = new ScriptedPerson { Paste = async (address, _) => (await HttpBrowser.FindRedirectAsync(address)).AbsoluteUri };

        Credential credential = await world.SignInAsync("codex", SignInFlow.Paste);

        Assert.Equal((SignInFlow.Paste, AliceAccount), (credential.Flow, credential.Subject));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_refusal_while_polling_means_not_yet_whether_403_or_404(bool notFound, bool userCodeAlias)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        (world.Control.OpenAI.PendingIsNotFound, world.Control.OpenAI.UserCodeAlias) = (notFound, userCodeAlias);
        world.Control.AutoApproveAfterPolls = 2;
        DateTimeOffset start = world.Clock.GetUtcNow();

        Credential credential = await world.RunClockAsync(world.SignInAsync("codex", SignInFlow.DeviceCode));

        Assert.Equal((SignInFlow.DeviceCode, "alice@example.test", AliceAccount), (credential.Flow, credential.Account, credential.Subject));
        Assert.Equal(new Uri(world.Server.BaseAddress, "openai/codex/device"), (await world.Person.Code).VerificationUri);
        AreaCounts counts = world.Control.Counts(SimulatorArea.OpenAI);
        Assert.Equal((3, 1), (counts.DevicePolls, counts.TokenRequestsOf("authorization_code")));
        // The interval comes as the text "5".
        Assert.True(world.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Without_a_browser_here_the_device_code_takes_its_place()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);

        Credential credential = await world.RunClockAsync(world.SignInAsync(new SignInRequest { Provider = "codex", OpenBrowser = false }));

        Assert.Equal(SignInFlow.DeviceCode, credential.Flow);
        Assert.Empty(world.Browser.Opened);
    }

    [Fact]
    public async Task Device_codes_that_are_switched_off_are_an_error_with_the_way_out_and_no_other_flow_begins()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.OpenAI.DeviceFlow = false;

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.FlowNotSupported, () => world.SignInAsync("codex", SignInFlow.DeviceCode));

        Assert.Contains("switched off", failure.Message, StringComparison.Ordinal);
        Assert.Contains("browser", failure.Recommendation, StringComparison.Ordinal);
        Assert.Equal(0, world.Control.Counts(SimulatorArea.OpenAI).AuthorizeRequests);
        Assert.Empty(world.Browser.Opened);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Since_a_refused_code_looks_like_a_pending_one_a_quarter_of_an_hour_ends_the_wait(bool refused)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions { DeviceInterval = 60 });
        DateTimeOffset start = world.Clock.GetUtcNow();

        Task<Credential> signingIn = world.SignInAsync("codex", SignInFlow.DeviceCode);
        UserCodePrompt prompt = await world.Person.Code;
        Assert.True(!refused || await world.Control.DenyDeviceAsync(prompt.UserCode, SimulatedWorld.Cancellation));

        await world.FailsAsync(PrxAuthError.DeviceCodeExpired, () => world.RunClockAsync(signingIn));
        Assert.InRange(world.Clock.GetUtcNow() - start, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30));
    }

    [Theory]
    [InlineData(FaultMode.Reset, PrxAuthError.ProviderUnreachable)]
    [InlineData(FaultMode.BadGateway, PrxAuthError.ProviderFailed)]
    public async Task A_code_that_came_of_a_poll_is_redeemed_once_and_polled_for_no_more(FaultMode fault, PrxAuthError error)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.Break("/openai/oauth/token", fault);

        await world.FailsAsync(error, () => world.RunClockAsync(world.SignInAsync("codex", SignInFlow.DeviceCode)));

        Assert.Equal(1, world.Control.Counts(SimulatorArea.OpenAI).DevicePolls);
        Assert.Empty(world.SealedFiles());
    }

    [Theory]
    [InlineData(FaultMode.BadGateway)]
    [InlineData(FaultMode.TooManyRequests)]
    [InlineData(FaultMode.Reset)]
    public async Task A_poll_that_fails_is_made_again_more_slowly(FaultMode fault)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.Break("/openai/api/accounts/deviceauth/token", fault, count: 2);
        DateTimeOffset start = world.Clock.GetUtcNow();

        await world.RunClockAsync(world.SignInAsync("codex", SignInFlow.DeviceCode));

        Assert.True(world.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(5 + 10 + 20));
    }

    [Fact]
    public async Task A_personal_access_token_is_kept_under_the_name_of_its_owner()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Secret token = new(world.Control.CreateOpenAiPersonalToken(SimulatorUser.Find("bob")));

        Credential credential = await world.SignInAsync(
            new SignInRequest { Provider = "codex", Flow = SignInFlow.GivenToken, GivenToken = token });

        Assert.Equal((token, "bob@example.test"), (credential.UsableToken, credential.Account));
        Assert.Equal("00000000-0000-4000-8000-000000001002", credential.Subject);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync("openai/backend-api/codex/models", token));
    }
}
