using System.Net;
using System.Net.Sockets;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>Signing in with <c>Connect-PrxAuth</c>.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task A_browser_sign_in_gives_a_profile_and_says_what_it_does()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Connect-PrxAuth corp work -Verbose");

        OutputReport profile = Assert.Single(result.Output);
        Assert.Equal("PrxAuth.PrxAuthProfile", profile.Type);
        Assert.Equal("corp/work", profile.Text);
        Assert.Equal("Browser", profile.Properties["Flow"]);
        Assert.Equal("Valid", profile.Properties["Status"]);
        Assert.Equal("True", profile.Properties["HasRefreshToken"]);
        Assert.Equal("False", profile.Properties["IsActive"]);
        Assert.Contains("alice", profile.Properties["Account"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(result.Verbose, line => line.Contains("browser was opened", StringComparison.Ordinal));
        Assert.False(result.Progress[0].IsCompleted);
        Assert.True(result.Progress[^1].IsCompleted, "The progress bar stays on the screen.");
        Assert.True(result.Progress[0].SecondsRemaining > 0);
        await Soon.UntilAsync(() => !world.Person.Pages.IsEmpty, "the browser got its page");
        Assert.Contains("signed in", world.Person.Pages.First(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_device_code_sign_in_shows_page_and_code_and_opens_no_browser()
    {
        await using World world = await World.CreateAsync(new SimulatorOptions { DeviceInterval = 1 });
        await using Engine engine = await Engine.OpenAsync(world);
        Task<EngineResult> running = engine.Start("Connect-PrxAuth corp -DeviceCode");
        await Soon.UntilAsync(() => world.Control.PendingDevices.Count > 0, "the device login began");
        PendingDevice device = world.Control.PendingDevices[0];
        Assert.True(await world.Control.ApproveDeviceAsync(device.UserCode, SimulatorUser.Find("bob"), TestContext.Current.CancellationToken));

        EngineResult result = await running;
        Assert.Equal("DeviceCode", Assert.Single(result.Output).Properties["Flow"]);
        Assert.Contains("bob", result.Output[0].Properties["Account"], StringComparison.OrdinalIgnoreCase);
        string shown = string.Join('\n', result.Information);
        Assert.Contains(device.UserCode, shown, StringComparison.Ordinal);
        Assert.Contains("/connect/verify", shown, StringComparison.Ordinal);
        Assert.True(result.Progress[^1].IsCompleted);
        Assert.Empty(world.Person.Opened);
    }

    [Fact]
    public async Task A_qr_code_is_drawn_when_asked_for_and_its_library_is_loaded_then_and_not_before()
    {
        const string Loaded = "[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -contains 'QRCoder'";
        await using World world = await World.CreateAsync(new SimulatorOptions { AutoApproveDevice = true, DeviceInterval = 1 });
        await using Engine engine = await Engine.OpenFreshAsync(world, Staged.Manifest);

        EngineResult plain = await engine.MustAsync($"$null = Connect-PrxAuth corp -DeviceCode; {Loaded}");
        Assert.Equal("False", plain.OutputText().Trim());
        Assert.DoesNotContain(plain.Information, text => text.Contains('▀', StringComparison.Ordinal));

        EngineResult drawn = await engine.MustAsync($"$null = Connect-PrxAuth corp -DeviceCode -QrCode; {Loaded}");
        Assert.Equal("True", drawn.OutputText().Trim());
        Assert.Contains(drawn.Information, text => text.Contains('▀', StringComparison.Ordinal));
        Assert.DoesNotContain(drawn.Information, text => text.Contains('\e', StringComparison.Ordinal) || text.Contains("clipboard", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copilot_opens_its_page_and_shows_the_code_and_an_alias_means_the_provider()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Connect-PrxAuth copilot");

        Assert.Equal("github-copilot/default", result.OutputText());
        Assert.EndsWith("/github/copilot-api", result.Values("Endpoint")[0], StringComparison.Ordinal);
        Assert.NotNull(result.Values("ExpiresAt")[0]);
        await Soon.UntilAsync(() => !world.Person.Opened.IsEmpty, "the browser was opened");
        Assert.Contains("/github/login/device", world.Person.Opened.First(), StringComparison.Ordinal);
        Assert.Contains(result.Information, line => line.Contains("Enter the code", StringComparison.Ordinal));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.GitHub).Exchanges);
    }

    [Fact]
    public async Task Without_a_browser_the_redirect_is_pasted()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenWithPersonAsync(world);
        Task<EngineResult> running = engine.Start("Connect-PrxAuth google-gemini -NoBrowser");
        string url = await ShownAddressAsync(engine);
        engine.Answer(await Person.GetRedirectAsync(url));

        EngineResult result = await running;
        Assert.Equal("google-gemini/default", result.OutputText());
        Assert.Empty(world.Person.Opened);
    }

    [Fact]
    public async Task A_given_token_is_kept_as_a_profile()
    {
        await using World world = await World.CreateAsync();
        world.Secrets.Add("given token", "sk-given-4711-abcdefgh");
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("""
            $secure = [System.Net.NetworkCredential]::new('', 'sk-given-4711-abcdefgh').SecurePassword
            Connect-PrxAuth anthropic -Token $secure
            Get-PrxAuthToken anthropic -AsPlainText
            """);
        Assert.Equal("GivenToken", result.Output[0].Properties["Flow"]);
        Assert.Equal("sk-given-4711-abcdefgh", result.Output[1].Text);
        Assert.Equal("/anthropic/api/oauth/profile", Assert.Single(world.Control.Requests).Path);
    }

    [Fact]
    public async Task A_runbook_signs_in_as_the_client_itself_where_nobody_is()
    {
        await using World world = await World.CreateAsync();
        world.Environment["PRX_INTERACTIVE"] = "0";
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Connect-PrxAuth runbook -ClientCredential; Update-PrxAuthToken runbook");
        Assert.Equal(["ClientCredentials", "ClientCredentials"], result.Values("Flow"));
        Assert.Equal(["False", "False"], result.Values("HasRefreshToken"));
        Assert.Equal(2, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("client_credentials"));
    }

    [Fact]
    public async Task Scopes_and_port_are_those_asked_for()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        EngineResult result = await engine.MustAsync($"Connect-PrxAuth corp -Scope openid, offline_access -Port {port}");
        Assert.Equal("openid offline_access", result.Values("Scopes")[0]);
        Assert.Contains($"127.0.0.1%3A{port}%2F", Assert.Single(world.Person.Opened), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Signing_in_again_takes_the_place_of_the_profile()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("Connect-PrxAuth corp");
        world.Control.CurrentUser = SimulatorUser.Find("bob")!;
        await engine.MustAsync("Connect-PrxAuth corp -Force");
        EngineResult result = await engine.MustAsync("Get-PrxAuthProfile");
        Assert.Contains("bob", Assert.Single(result.Values("Account")), StringComparison.OrdinalIgnoreCase);
    }

    internal static async Task<string> ShownAddressAsync(Engine engine)
    {
        string? Find() => engine.Events.SelectMany(line => line.Split('\n', ' ')).FirstOrDefault(word => word.StartsWith("http", StringComparison.Ordinal));
        await Soon.UntilAsync(() => Find() is not null, "an address was shown");
        return Find()!.Trim();
    }
}
