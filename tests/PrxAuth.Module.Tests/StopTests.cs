using System.Diagnostics;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>Ctrl+C ends every wait at once, and nothing is lost by it.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan s_atOnce = TimeSpan.FromSeconds(4);

    /// <summary>The waits: how each begins at a prompt and in a shell, what is prepared for it, and the sign that it has begun.</summary>
    public static TheoryData<string, string, string> Waits => new()
    {
        { "browser", "Connect-PrxAuth corp", "prx auth login -P corp" },
        { "device", "Connect-PrxAuth corp -DeviceCode", "prx auth login -P corp --device-code" },
        { "paste", "Connect-PrxAuth google-gemini -NoBrowser", "prx auth login -P google-gemini --browser false" },
        { "hang", "Update-PrxAuthToken corp", "prx auth refresh -P corp" },
        { "lock", "Update-PrxAuthToken corp -Verbose", "prx auth refresh -P corp" },
        { "discovery", "Connect-PrxAuth corp", "prx auth login -P corp" },
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task Stopping_a_cmdlet_ends_its_wait_at_once_and_keeps_what_is_there(string wait, string script, string line)
    {
        Assert.NotEmpty(line);
        await using World world = await PrepareAsync();
        string? noted = wait == "hang" ? world.SealedFile("corp", "default") : null;
        IReadOnlyDictionary<string, string> before = world.Snapshot(noted);
        await using Engine engine = await Engine.OpenWithPersonAsync(world);
        using FileStream? held = Arrange(world, wait);
        Task<EngineResult> running = engine.Start(script);
        await Soon.UntilAsync(() => HasBegun(world, wait, string.Join('\n', engine.Events)), $"the wait began: {wait}");

        var watch = Stopwatch.StartNew();
        engine.Stop();
        EngineResult result = await running;
        Assert.True(watch.Elapsed < s_atOnce, $"It took {watch.Elapsed}.");
        Assert.Equal("Stopped", result.State);
        Assert.Empty(result.Errors.Select(error => error.Message));
        // The wait ends at once; what it kept for other processes is taken away behind it.
        await Soon.UntilAsync(
            () => !Directory.EnumerateFiles(world.DataHome, "*.pending*", SearchOption.AllDirectories).Any(), "nothing is pending any more");
        Assert.Equal(before, world.Snapshot(noted));
        EngineResult after = await engine.MustAsync("Get-PrxAuthProfile");
        Assert.Equal("corp/default", after.OutputText());
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task Interrupting_prx_ends_its_wait_at_once_with_130(string wait, string script, string line)
    {
        Assert.NotEmpty(script);
        await using World world = await PrepareAsync();
        string? noted = wait == "hang" ? world.SealedFile("corp", "default") : null;
        IReadOnlyDictionary<string, string> before = world.Snapshot(noted);
        using FileStream? held = Arrange(world, wait);
        using Prx prx = Prx.Start(world, line);
        await Soon.UntilAsync(() => HasBegun(world, wait, prx.ErrorSoFar), $"the wait began: {wait}");

        var watch = Stopwatch.StartNew();
        prx.Interrupt();
        if (wait == "hang")
        {
            // The request is out and may have spent the refresh token: prx stays for the answer unless it is told twice.
            await Soon.UntilAsync(() => prx.ErrorSoFar.Contains("interrupt again", StringComparison.Ordinal), "prx says what it waits for");
            prx.Interrupt();
        }

        PrxResult result = await prx.EndAsync();
        Assert.True(watch.Elapsed < s_atOnce, $"It took {watch.Elapsed}.");
        Assert.Equal(130, result.Status);
        Assert.Equal("", result.Output);
        Assert.Equal(before, world.Snapshot(noted));
    }

    [Fact]
    public async Task A_refresh_that_is_stopped_on_its_way_is_kept_when_its_answer_comes()
    {
        await using World world = await PrepareAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.Delay("/connect/token", TimeSpan.FromSeconds(1));
        Task<EngineResult> running = engine.Start("Update-PrxAuthToken corp");
        await Soon.UntilAsync(() => HasBegun(world, "hang", ""), "the request is out");
        engine.Stop();
        Assert.Equal("Stopped", (await running).State);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("refresh_token"));

        // The first of these takes over what the stopped one got. The refresh token has rotated: using the old one again would end the grant.
        await engine.MustAsync("Update-PrxAuthToken corp; Update-PrxAuthToken corp");
        Assert.Equal(2, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
    }

    private static async Task<World> PrepareAsync()
    {
        World world = await World.CreateAsync(new SimulatorOptions { DeviceInterval = 5 });
        PrxResult login = await Prx.RunAsync(world, "prx auth login -P corp");
        login.Must();
        world.Person.IsThere = false;
        world.Person.Opened.Clear();
        world.Control.ResetCounts();
        return world;
    }

    private static FileStream? Arrange(World world, string wait)
    {
        switch (wait)
        {
            case "hang":
                world.Control.Break("/connect/token", FaultMode.Hang, count: 10);
                return null;
            case "discovery":
                world.Control.Break("/.well-known/openid-configuration", FaultMode.Hang, count: 10);
                return null;
            case "lock":
                return new FileStream(Path.ChangeExtension(world.SealedFile("corp", "default"), ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            default:
                return null;
        }
    }

    private static bool HasBegun(World world, string wait, string seen) => wait switch
    {
        "browser" => !world.Person.Opened.IsEmpty,
        "device" => world.Control.PendingDevices.Count > 0 && seen.Contains("code", StringComparison.OrdinalIgnoreCase),
        "paste" => seen.Contains("paste", StringComparison.OrdinalIgnoreCase),
        "lock" => seen.Length > 0,
        "discovery" => world.Control.Requests.Any(request => request.Path.StartsWith("/.well-known", StringComparison.Ordinal)),
        _ => world.Control.Requests.Any(request => request.Path == "/connect/token"),
    };
}
