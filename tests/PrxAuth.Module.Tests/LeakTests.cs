using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>
/// No secret that the simulator issued or the user planted is seen anywhere: on no stream with everything switched on, in no error, object,
/// JSON, CLIXML, screen, process argument or address. Only what was asked for in plain text is, and only there.
/// </summary>
public sealed class LeakTests
{
    internal const string GivenToken = "sk-planted-given-token-0123456789";
    private const string MasterKey = "hex:7e57000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d";
    private const string ClientSecret = "planted-client-secret-0123456789";

    private static readonly string[] s_cmdlets =
    [
        "Get-PrxAuthProvider", "Get-PrxAuthProfile", "Get-PrxAuthProfile -Active | Out-Default",
        "$t = Get-PrxAuthToken corp; $null = $t.Length; \"$t\"", "$h = Get-PrxAuthToken corp -AsHandle; $h; \"$h\"; $h | Out-Default",
        "Get-PrxAuthProfile | Get-PrxAuthToken -AsHandle", "Update-PrxAuthToken", "Update-PrxAuthToken corp -WhatIf", "Set-PrxAuthProfile corp default -Active -PassThru",
        "Get-PrxAuthToken corp -MinimumValidity 90d", "Connect-PrxAuth corp nope/name", "Get-PrxAuthToken corp nope", "Connect-PrxAuth google-gemini -DeviceCode",
        "Test-PrxAuth", "Test-PrxAuth | Out-Default", "Test-PrxAuth | Format-List *", "Test-PrxAuth -Quiet",
    ];

    internal static readonly string[] Lines =
    [
        "prx auth login -P corp --profile a", "prx auth login -P corp --profile b --device-code", "prx auth login copilot --profile c",
        "prx auth login -P google-gemini --profile d", "prx auth login -P runbook --client-credential --profile e", "prx auth list", "prx auth list --json",
        "prx auth status", "prx auth status --json", "prx auth providers", "prx auth providers --json", "prx auth use -P corp --profile a --json", "prx auth refresh",
        "prx auth refresh --json", "prx auth token -P corp --profile nope", "prx auth token -P corp --min-validity 90d", "prx auth login --help", "prx auth loginn", "prx auth doctor", "prx auth doctor --json",
    ];

    [Fact]
    public async Task Nothing_leaks_in_a_session_on_success_and_on_failure()
    {
        await using World world = await PlantAsync();
        await using var arguments = ProcessArguments.Watch();
        await using Engine engine = await Engine.OpenAsync(world);

        await CheckAsync($"Connect-PrxAuth anthropic -Token ([System.Net.NetworkCredential]::new('', [string]::Concat('{GivenToken[..9]}', '{GivenToken[9..]}')).SecurePassword)");
        await CheckAsync("Connect-PrxAuth corp; Connect-PrxAuth corp two -DeviceCode; Connect-PrxAuth copilot; Connect-PrxAuth google-gemini; Connect-PrxAuth runbook -ClientCredential");
        foreach (string script in (string[])[.. s_cmdlets, .. Lines])
        {
            await CheckAsync(script);
        }

        foreach (FaultMode mode in Enum.GetValues<FaultMode>().Except([FaultMode.None, FaultMode.Hang]))
        {
            world.Control.Break("/connect/token", mode, count: 6);
            await CheckAsync("Update-PrxAuthToken corp; Connect-PrxAuth corp three");
            world.Control.Break("/connect/token", FaultMode.None);
        }

        world.Control.Consent = ConsentMode.Deny;
        await CheckAsync("Connect-PrxAuth corp four; Connect-PrxAuth planted -TimeoutSeconds 1");
        world.Control.Consent = ConsentMode.Approve;
        world.Control.Google.IdToken = IdTokenFlaw.WrongSignature;
        await CheckAsync("Connect-PrxAuth google-gemini; Update-PrxAuthToken google-gemini");
        world.Control.GitHub.Seat = CopilotSeat.None;
        await CheckAsync("Update-PrxAuthToken copilot; Connect-PrxAuth copilot");
        await world.Control.RevokeAllAsync(cancellationToken: TestContext.Current.CancellationToken);
        await CheckAsync("Update-PrxAuthToken; Get-PrxAuthToken corp; Get-PrxAuthProfile");
        world.Control.Break("/connect/revoke", FaultMode.InternalServerError, count: 20);
        await CheckAsync("Disconnect-PrxAuth corp -PassThru; Disconnect-PrxAuth -All -Force -PassThru");

        await CheckOutsideAsync(world, arguments);

        async Task CheckAsync(string script)
        {
            EngineResult result = await engine.RunAsync($"$Error.Clear(); $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; & {{ {script} }} *>&1");
            world.Secrets.AssertAbsentFrom(result.Everything(), script);
        }
    }

    [Theory]
    [InlineData("[providers.x]\nclient_secret = \"planted-in-a-broken-line\n")]
    [InlineData("[providers.x]\nissuer = \"https://x.test\"\nclient_secret = [\"planted-in-a-broken-line\"]\n")]
    [InlineData("[providers.x]\nissuer = \"https://x.test\"\nclient_secrt = \"planted-in-a-broken-line\"\n")]
    [InlineData("[providers.x]\nissuer = \"https://x.test\"\nclient_secret_env = \"planted-in-a-broken-line\"\n")]
    public async Task A_secret_in_a_broken_line_of_the_config_is_not_quoted(string toml)
    {
        await using World world = await World.CreateAsync();
        world.Configure(toml);
        world.Secrets.Add("client secret", "planted-in-a-broken-line");
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.RunAsync("$VerbosePreference = $DebugPreference = 'Continue'; Get-PrxAuthProvider; Connect-PrxAuth x; prx auth login -P x");
        world.Secrets.AssertAbsentFrom(result.Everything(), "The session");
        PrxResult prx = await Prx.RunAsync(world, "prx auth login -P x");
        world.Secrets.AssertAbsentFrom(prx.Output + prx.Error, "prx");
    }

    [Fact]
    public async Task The_token_asked_for_in_plain_text_is_the_only_secret_shown()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("Connect-PrxAuth corp; Connect-PrxAuth copilot");
        foreach (string provider in (string[])["corp", "copilot"])
        {
            EngineResult result = await engine.MustAsync($"$VerbosePreference = $DebugPreference = 'Continue'; Get-PrxAuthToken {provider} -AsPlainText");
            string token = result.OutputText();
            Assert.Contains(token, world.Secrets.All.Keys);
            world.Secrets.AssertAbsentFrom(result.Everything(), "The session", allowed: token);
            PrxResult prx = await Prx.RunAsync(world, $"prx auth token -P {provider}");
            Assert.Equal(token, prx.Output.Trim());
            world.Secrets.AssertAbsentFrom(prx.Error, "Standard error");
        }
    }

    [Fact]
    public async Task The_check_itself_finds_a_leak()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp");
        foreach (string leak in (string[])
        [
            "[pscustomobject]@{ Inner = $t }", "throw $t", "$Host.UI.WriteLine($t)", "Get-PrxAuthProvider $t",
            "[pscustomobject]@{ X = [System.Text.Encoding]::UTF8.GetBytes($t) } | ForEach-Object { [Convert]::ToBase64String($_.X) }",
        ])
        {
            EngineResult result = await engine.RunAsync($"$t = Get-PrxAuthToken corp -AsPlainText; {leak}");
            Assert.ThrowsAny<Exception>(() => world.Secrets.AssertAbsentFrom(result.Everything(), leak));
        }
    }

    /// <summary>A world with secrets of the user's own in the environment and the config.</summary>
    internal static async Task<World> PlantAsync()
    {
        World world = await World.CreateAsync();
        world.Environment["PRX_MASTER_KEY"] = MasterKey;
        world.Environment["PLANTED_SECRET"] = ClientSecret;
        world.Configure(toml => toml
            + $"\n[providers.planted]\nissuer = \"{world.Simulator.BaseAddress}\"\nclient_id = \"x\"\nclient_secret_env = \"PLANTED_SECRET\"\n");
        world.Secrets.Add("given token", GivenToken);
        world.Secrets.Add("master key", MasterKey["hex:".Length..]);
        world.Secrets.Add("client secret", ClientSecret);
        return world;
    }

    /// <summary>Looks where others than the user could look.</summary>
    internal static async Task CheckOutsideAsync(World world, ProcessArguments arguments)
    {
        world.Secrets.AssertAbsentFrom(string.Join('\n', world.Control.Requests.Select(request => request.Path + request.Query)), "An address at the provider");
        world.Secrets.AssertAbsentFrom(string.Join('\n', world.Person.Opened), "An address for the browser");
        world.Secrets.AssertAbsentFrom(string.Join('\n', world.Person.Pages), "A page for the browser");
        world.Secrets.AssertAbsentFrom(await arguments.EndAsync(), "A process's arguments");
        Assert.True(world.Secrets.All.Count > 30, $"Only {world.Secrets.All.Count} secrets were issued: the test does not see them.");
    }
}
