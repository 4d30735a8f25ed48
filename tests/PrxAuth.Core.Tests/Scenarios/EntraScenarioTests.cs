using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Scenarios;

/// <summary>What is peculiar to Microsoft Entra ID.</summary>
public sealed class EntraScenarioTests
{
    private const string TokenPath = "/entra/common/oauth2/v2.0/token";

    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true };

    [Fact]
    public async Task The_aadsts_number_of_an_error_is_shown()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        world.EditConfig(text => text.Replace(SimulatorClients.Entra, "00000000-0000-0000-0000-000000000000", StringComparison.Ordinal));

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.ClientRejected, () => world.SignInAsync("microsoft", SignInFlow.DeviceCode));

        Assert.Contains("AADSTS700016", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorization_declined_is_a_refusal()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();

        Task<Credential> signingIn = world.SignInAsync("microsoft", SignInFlow.DeviceCode);
        await world.Control.DenyDeviceAsync((await world.Person.Code).UserCode, SimulatedWorld.Cancellation);

        await world.FailsAsync(PrxAuthError.AccessDenied, () => world.RunClockAsync(signingIn));
    }

    [Theory]
    [InlineData("common")]
    [InlineData("organizations")]
    [InlineData("consumers")]
    [InlineData("contoso.onmicrosoft.com")]
    [InlineData(SimulatorClients.EntraTenant)]
    public async Task The_issuer_of_every_kind_of_tenant_is_right(string tenant)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        ProviderWorlds.AddTo(world, "microsoft", $"tenant = \"{tenant}\"");

        Credential credential = await world.SignInAsync("microsoft", SignInFlow.Browser);

        Assert.Equal("alice@example.test", credential.Account);
        Assert.Contains(world.Control.Requests, request => request.Path == $"/entra/{tenant}/oauth2/v2.0/token");
    }

    [Fact]
    public async Task A_tenant_that_is_not_there_is_named_in_the_answer()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        ProviderWorlds.AddTo(world, "microsoft", "tenant = \"fabrikam.example\"");

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.AuthorizationFailed, () => world.SignInAsync("microsoft", SignInFlow.DeviceCode));

        Assert.Contains("AADSTS90002", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("common", "{tenantid}")]
    [InlineData(SimulatorClients.EntraTenant, null)]
    public async Task Metadata_without_grant_types_and_challenge_methods_leaves_pkce_and_device_codes_on(string tenant, string? template)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        AddByIssuer(world, tenant, template);

        Credential byDevice = await world.RunClockAsync(world.SignInAsync("by-issuer", SignInFlow.DeviceCode));
        Credential byBrowser = await world.SignInAsync("by-issuer", SignInFlow.Browser);

        Assert.Equal(byDevice.Account, byBrowser.Account);
        Assert.Contains("code_challenge_method=S256", Assert.Single(world.Browser.Opened).Query, StringComparison.Ordinal);
        Assert.NotNull(byBrowser.Tokens.RefreshToken);
    }

    [Fact]
    public async Task A_templated_issuer_that_was_not_expected_is_refused()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        AddByIssuer(world, "common", template: null);

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.MetadataInvalid, () => world.SignInAsync("by-issuer"));

        Assert.Contains("{tenantid}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_device_answer_with_its_message_is_read_in_the_new_form_and_the_old(bool old)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        world.Control.Entra.OldDeviceAnswer = old;

        await world.RunClockAsync(world.SignInAsync("microsoft", SignInFlow.DeviceCode));

        UserCodePrompt prompt = await world.Person.Code;
        Assert.Equal(9, prompt.UserCode.Length);
        Assert.Equal("/entra/devicelogin", prompt.VerificationUri.AbsolutePath);
        Assert.Null(prompt.VerificationUriComplete);
        Assert.Equal(TimeSpan.FromMinutes(15), prompt.ExpiresIn);
    }

    [Fact]
    public async Task A_code_that_runs_out_while_pending_ends_it()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();

        Task<Credential> signingIn = world.SignInAsync("microsoft", SignInFlow.DeviceCode);
        await world.Person.Code;
        world.Control.AdvanceClock(TimeSpan.FromMinutes(16));

        await world.FailsAsync(PrxAuthError.DeviceCodeExpired, () => world.RunClockAsync(signingIn));
    }

    [Fact]
    public async Task Bad_verification_code_ends_it()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        // The approval is taken by a poll whose answer is lost; the next one asks for a code that is gone.
        world.Control.Break(TokenPath, FaultMode.Lost);

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.AuthorizationFailed, () => world.RunClockAsync(world.SignInAsync("microsoft", SignInFlow.DeviceCode)));

        Assert.Contains("AADSTS70018", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_that_forbids_the_device_flow_says_why()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        world.Control.Arrange("entra/device-forbidden");

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.AuthorizationFailed, () => world.RunClockAsync(world.SignInAsync("microsoft", SignInFlow.DeviceCode)));

        Assert.Contains("AADSTS53003", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_client_that_sends_a_secret_is_refused()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        ProviderWorlds.AddTo(world, "microsoft", "client_secret = \"not-for-public-clients\"");

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.ClientRejected, () => world.SignInAsync("microsoft", SignInFlow.Browser));

        Assert.Contains("AADSTS700025", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-for-public-clients", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_old_refresh_token_survives_and_the_new_one_is_kept()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        Credential first = await world.SignInAsync("microsoft", SignInFlow.Browser);
        Credential second = await world.RenewAsync("microsoft");
        Assert.NotEqual(first.Tokens.RefreshToken, second.Tokens.RefreshToken);

        await world.RewriteAsync(first.Key, stored => stored with { Tokens = first.Tokens });
        Credential third = await world.RenewAsync("microsoft");

        Assert.NotEqual(second.Tokens.RefreshToken, third.Tokens.RefreshToken);
    }

    [Fact]
    public async Task Interaction_required_at_a_refresh_asks_for_a_sign_in()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        await world.SignInAsync("microsoft", SignInFlow.Browser);
        world.Control.Arrange("entra/interaction-required");

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(
            PrxAuthError.LoginRequired, () => world.RenewAsync("microsoft"));

        Assert.Contains("AADSTS50076", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttled_refresh_names_the_wait_and_costs_nothing()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        await world.SignInAsync("microsoft", SignInFlow.Browser);
        world.Control.Arrange("entra/throttled");

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderThrottled, () => world.RenewAsync("microsoft"));

        Assert.Equal(TimeSpan.FromSeconds(30), failure.RetryAfter);
        world.Control.Entra.Throttle = null;
        Assert.NotNull(await world.RenewAsync("microsoft"));
    }

    [Fact]
    public async Task A_throttled_poll_waits_as_long_as_it_is_told()
    {
        SimulatedWorld? begun = null;
        List<DateTimeOffset> polls = [];
        await using SimulatedWorld world = begun = await ProviderWorlds.StartAsync(Approving with
        {
            RequestReceived = request =>
            {
                if (request.Path == TokenPath)
                {
                    polls.Add(begun!.Clock.GetUtcNow());
                    begun.Control.Entra.Throttle = polls.Count == 1 ? TimeSpan.FromSeconds(30) : null;
                }
            },
        });

        Credential credential = await world.RunClockAsync(world.SignInAsync("microsoft", SignInFlow.DeviceCode));

        Assert.Equal("alice@example.test", credential.Account);
        Assert.True(polls[1] - polls[0] >= TimeSpan.FromSeconds(30), $"{polls[1] - polls[0]}");
    }

    [Theory]
    [InlineData("redirect_host = \"127.0.0.1\"")]
    [InlineData("redirect_path = \"/Callback\"")]
    [InlineData("redirect_path = \"/callback/more\"")]
    public async Task A_redirect_that_is_not_localhost_with_the_registered_path_ends_on_the_providers_page(string keys)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        ProviderWorlds.AddTo(world, "microsoft", keys);

        Task<Credential> signingIn = world.SignInAsync(
            new SignInRequest { Provider = "microsoft", Flow = SignInFlow.Browser, Timeout = TimeSpan.FromSeconds(20) });
        await world.Person.Address;

        Assert.Contains("AADSTS50011", await world.Browser.LastPageAsync(), StringComparison.Ordinal);
        await world.FailsAsync(PrxAuthError.SignInTimedOut, () => world.RunClockAsync(signingIn));
    }

    private static void AddByIssuer(SimulatedWorld world, string tenant, string? template)
    {
        string entra = $"{world.Server.BaseAddress}entra";
        string names = template is null ? "" : $"id_token_issuer = \"{entra}/{template}/v2.0\"";
        world.EditConfig(text => text + $"""

            [providers.by-issuer]
            issuer = "{entra}/{tenant}/v2.0"
            {names}
            client_id = "{SimulatorClients.Entra}"
            redirect_host = "localhost"
            scopes = ["openid", "profile", "offline_access"]

            """);
    }
}
