using System.Net;
using System.Net.Sockets;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>Each failure names the thing and the way out, with its stable id, and changes nothing.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("Get-PrxAuthProvider githb", "ProviderUnknown", "ObjectNotFound", "githb", "github")]
    [InlineData("Connect-PrxAuth githb-copilot", "ProviderUnknown", "ObjectNotFound", "githb-copilot", "github-copilot")]
    [InlineData("Get-PrxAuthToken corp nope", "ProfileNotFound", "ObjectNotFound", "corp/nope", "home, work")]
    [InlineData("Update-PrxAuthToken corp nope", "ProfileNotFound", "ObjectNotFound", "corp/nope", "home, work")]
    [InlineData("Get-PrxAuthProfile corp nope", "ProfileNotFound", "ObjectNotFound", "corp/nope", "home, work")]
    [InlineData("Disconnect-PrxAuth corp nope", "ProfileNotFound", "ObjectNotFound", "corp/nope", "home, work")]
    [InlineData("Connect-PrxAuth corp '../x'", "ProfileNameInvalid", "InvalidArgument", "../x", "")]
    [InlineData("Connect-PrxAuth google-gemini -DeviceCode", "FlowNotSupported", "NotImplemented", "google-gemini", "browser")]
    [InlineData("Connect-PrxAuth runbook", "FlowNotSupported", "NotImplemented", "runbook", "client-credentials")]
    [InlineData("Connect-PrxAuth gitlab", "ClientIdMissing", "NotInstalled", "gitlab", "client_id")]
    public async Task What_is_asked_for_and_not_there_is_named_with_what_is(string script, string id, string category, string thing, string hint)
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp home; $null = Connect-PrxAuth corp work");
        IReadOnlyDictionary<string, string> before = world.Snapshot();
        ErrorReport error = await engine.FailAsync(script);
        Assert.Equal((id, category), (error.Id, error.Category));
        Assert.Contains(thing, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message + error.Recommendation, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
    }

    [Theory]
    [InlineData("Html", "ProviderResponseInvalid")]
    [InlineData("EmptyObject", "ProviderResponseInvalid")]
    [InlineData("NotJson", "ProviderResponseInvalid")]
    [InlineData("Oversized", "ProviderResponseInvalid")]
    [InlineData("InternalServerError", "ProviderFailed")]
    [InlineData("TooManyRequests", "ProviderThrottled")]
    [InlineData("Redirect", "ProviderResponseInvalid")]
    [InlineData("Reset", "ProviderUnreachable")]
    public async Task A_provider_that_answers_wrongly_costs_neither_profile_nor_sign_in(string mode, string id)
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp");
        IReadOnlyDictionary<string, string> before = world.Snapshot(except: world.SealedFile("corp", "default"));
        world.Control.Break("/connect/token", Enum.Parse<FaultMode>(mode), count: 20);
        ErrorReport renewing = await engine.FailAsync("Update-PrxAuthToken corp");
        Assert.Equal(id, renewing.Id);
        Assert.Contains("corp", renewing.Message, StringComparison.Ordinal);
        Assert.Equal(id, (await engine.FailAsync("Connect-PrxAuth corp other")).Id);
        Assert.Equal(before, world.Snapshot(except: world.SealedFile("corp", "default")));

        world.Control.Break("/connect/token", FaultMode.None);
        await engine.MustAsync("Update-PrxAuthToken corp");
    }

    [Fact]
    public async Task An_unreachable_provider_is_named_with_its_address()
    {
        await using World world = await World.CreateAsync();
        int closed = ClosedPort();
        world.Configure(toml => toml.Replace($":{world.Simulator.BaseAddress.Port}", $":{closed}", StringComparison.Ordinal));
        await using Engine engine = await Engine.OpenAsync(world);
        ErrorReport error = await engine.FailAsync("Connect-PrxAuth corp");
        Assert.Equal(("ProviderUnreachable", "ConnectionError"), (error.Id, error.Category));
        Assert.Contains($"127.0.0.1:{closed}", error.Message, StringComparison.Ordinal);
        Assert.Equal("ProviderUnreachable", (await engine.FailAsync("Connect-PrxAuth copilot")).Id);
        Assert.False(File.Exists(world.SealedFile("corp", "default")));
    }

    [Fact]
    public async Task A_dead_refresh_token_asks_for_a_sign_in_and_keeps_the_profile()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp");
        await world.Control.RevokeAllAsync(cancellationToken: TestContext.Current.CancellationToken);
        ErrorReport error = await engine.FailAsync("Update-PrxAuthToken corp");
        Assert.Equal(("LoginRequired", "AuthenticationError"), (error.Id, error.Category));
        Assert.Contains("Connect-PrxAuth -Provider corp -Profile default", error.Recommendation, StringComparison.Ordinal);
        EngineResult listed = await engine.MustAsync("Get-PrxAuthProfile");
        Assert.Equal("NeedsLogin", Assert.Single(listed.Values("Status")));
        Assert.Contains("alice", listed.Values("Account")[0], StringComparison.OrdinalIgnoreCase);

        world.Control.ResetCounts();
        Assert.Equal("LoginRequired", (await engine.FailAsync("Get-PrxAuthToken corp")).Id);
        Assert.Empty(world.Control.Requests);
        await engine.MustAsync("Connect-PrxAuth corp; Get-PrxAuthToken corp");
    }

    [Fact]
    public async Task A_person_who_refuses_ends_the_sign_in()
    {
        await using World world = await World.CreateAsync(new SimulatorOptions { DeviceInterval = 1 });
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.Consent = ConsentMode.Deny;
        ErrorReport browser = await engine.FailAsync("Connect-PrxAuth corp");
        Assert.Equal(("AccessDenied", "AuthenticationError"), (browser.Id, browser.Category));

        Task<EngineResult> running = engine.Start("Connect-PrxAuth corp -DeviceCode");
        await Soon.UntilAsync(() => world.Control.PendingDevices.Count > 0, "the device login began");
        await world.Control.DenyDeviceAsync(world.Control.PendingDevices[0].UserCode, TestContext.Current.CancellationToken);
        Assert.Equal("AccessDenied", (await running).SingleError().Id);
        Assert.False(File.Exists(world.SealedFile("corp", "default")));
    }

    [Fact]
    public async Task A_code_that_ran_out_and_a_person_who_never_comes_end_the_wait()
    {
        await using World world = await World.CreateAsync(new SimulatorOptions { DeviceInterval = 1 });
        world.Person.IsThere = false;
        await using Engine engine = await Engine.OpenAsync(world);
        Task<EngineResult> running = engine.Start("Connect-PrxAuth corp -DeviceCode");
        await Soon.UntilAsync(() => world.Control.PendingDevices.Count > 0, "the device login began");
        world.Control.AdvanceClock(TimeSpan.FromHours(1));
        ErrorReport expired = (await running).SingleError();
        Assert.Equal(("DeviceCodeExpired", "OperationTimeout"), (expired.Id, expired.Category));

        EngineResult late = await engine.RunAsync("Connect-PrxAuth corp -TimeoutSeconds 1");
        Assert.Equal(("SignInTimedOut", "OperationTimeout"), (late.SingleError().Id, late.SingleError().Category));
        Assert.True(late.Progress[^1].IsCompleted);
        Assert.Equal("SignInTimedOut", (await engine.FailAsync("Connect-PrxAuth corp -DeviceCode -TimeoutSeconds 1")).Id);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using World world = await World.CreateAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using Engine engine = await Engine.OpenAsync(world);
        ErrorReport error = await engine.FailAsync($"Connect-PrxAuth corp -Port {port}");
        Assert.Equal(("RedirectPortInUse", "ResourceBusy"), (error.Id, error.Category));
        Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Port", error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_cannot_start_leaves_the_address_to_the_person()
    {
        await using World world = await World.CreateAsync();
        world.Environment["BROWSER"] = world.PathOf("no-such-browser");
        await using Engine engine = await Engine.OpenAsync(world);
        Task<EngineResult> running = engine.Start("Connect-PrxAuth corp");
        await world.Person.VisitAsync(await ConnectTests.ShownAddressAsync(engine));
        EngineResult result = await running;
        Assert.Equal("corp/default", result.OutputText());
        Assert.Contains("browser could not be started", string.Join('\n', result.Warnings.Concat(result.Information)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connect-PrxAuth corp")]
    [InlineData("Connect-PrxAuth copilot")]
    [InlineData("Connect-PrxAuth google-gemini -NoBrowser")]
    public async Task A_session_without_a_person_fails_at_once(string script)
    {
        await using World world = await World.CreateAsync();
        world.Environment["PRX_INTERACTIVE"] = "0";
        await using Engine engine = await Engine.OpenAsync(world);
        ErrorReport error = await engine.FailAsync(script);
        Assert.Equal(("InteractionRequired", "ResourceUnavailable"), (error.Id, error.Category));
        Assert.Empty(world.Person.Opened);
        Assert.Empty(world.Control.PendingDevices);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
