using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>PRX's documented lines, word for word, in a PowerShell session and in a shell.</summary>
public sealed class PrxLinesTests
{
    [Theory]
    [InlineData("function")]
    [InlineData("executable")]
    public async Task Every_documented_line_does_what_it_says(string where)
    {
        await using World world = await World.CreateAsync();
        await using IShell shell = await OpenAsync(where, world);

        await shell.MustAsync("prx auth login --provider github-copilot");
        await Soon.UntilAsync(() => world.Person.Opened.Count == 1, "the browser was opened at the device page");
        Assert.True(File.Exists(world.SealedFile("github-copilot", "default")));

        await shell.MustAsync("prx auth login --provider github-copilot --device-code");
        Assert.Equal(2, world.Control.Counts(SimulatorArea.GitHub).DeviceAuthorizations);
        Assert.Single(world.Person.Opened);

        await shell.MustAsync("prx auth login --provider google-gemini --profile work");
        world.Control.CurrentUser = SimulatorUser.Find("bob")!;
        await shell.MustAsync("prx auth login --provider google-gemini --profile personal");
        string list = await shell.MustAsync("prx auth list --json");
        Assert.Contains("alice@example.test", list, StringComparison.Ordinal);
        Assert.Contains("bob@example.test", list, StringComparison.Ordinal);

        string url = await shell.StartAndFindAddressAsync("prx auth login -P google-gemini --browser false");
        await shell.TypeAsync(await Person.GetRedirectAsync(url));
        await shell.EndAsync();
        Assert.True(File.Exists(world.SealedFile("google-gemini", "default")));

        world.Control.ResetCounts();
        await shell.MustAsync("prx auth refresh");
        Assert.Equal(3, world.Control.Counts(SimulatorArea.Google).Refreshes);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.GitHub).Exchanges);
        await shell.MustAsync("prx auth refresh --provider github-copilot");
        Assert.Equal(2, world.Control.Counts(SimulatorArea.GitHub).Exchanges);
        Assert.Equal(3, world.Control.Counts(SimulatorArea.Google).Refreshes);

        await shell.MustAsync("prx auth logout --provider github-copilot");
        Assert.False(File.Exists(world.SealedFile("github-copilot", "default")));
        Assert.True(File.Exists(world.SealedFile("google-gemini", "work")));
        await shell.MustAsync("prx auth logout --all");
        Assert.Empty(Directory.EnumerateFiles(world.Store, "*.sealed", SearchOption.AllDirectories));
        // Google ends the grant of an account whole, so the second profile of the same account is gone with the first.
        Assert.Equal(2, world.Control.Counts(SimulatorArea.Google).Revocations);
    }

    [Theory]
    [InlineData("function")]
    [InlineData("executable")]
    public async Task Without_a_browser_a_redirect_that_arrives_by_itself_ends_the_sign_in(string where)
    {
        await using World world = await World.CreateAsync();
        await using IShell shell = await OpenAsync(where, world);
        string url = await shell.StartAndFindAddressAsync("prx auth login -P google-gemini --browser false");
        Task<string> page = world.Person.VisitAsync(url);
        if (where == "function")
        {
            // PowerShell's prompt cannot be taken back: the line that is shown asks for Enter.
            await shell.TypeAsync("");
        }

        await shell.EndAsync();
        Assert.Contains("signed in", await page, StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(world.SealedFile("google-gemini", "default")));
    }

    [Theory]
    [InlineData("function")]
    [InlineData("executable")]
    public async Task The_config_decides_which_profile_is_meant(string where)
    {
        await using World world = await World.CreateAsync();
        world.Configure(toml => toml.Replace("[providers.google-gemini]", "[providers.google-gemini]\nauth_profile = \"work\"", StringComparison.Ordinal));
        await using IShell shell = await OpenAsync(where, world);
        await shell.MustAsync("prx auth login -P google-gemini");
        Assert.True(File.Exists(world.SealedFile("google-gemini", "work")));
        world.Control.CurrentUser = SimulatorUser.Find("bob")!;
        await shell.MustAsync("prx auth login -P google-gemini --profile personal");

        string work = await shell.MustAsync("prx auth token -P google-gemini");
        Assert.Equal(work, await shell.MustAsync("prx auth token -P google-gemini --profile work"));
        Assert.NotEqual(work, await shell.MustAsync("prx auth token -P google-gemini --profile personal"));
        await shell.MustAsync("prx auth use -P google-gemini --profile personal");
        Assert.NotEqual(work, await shell.MustAsync("prx auth token -P google-gemini"));
        await shell.MustAsync("prx auth logout -P google-gemini");
        Assert.False(File.Exists(world.SealedFile("google-gemini", "personal")));
        Assert.True(File.Exists(world.SealedFile("google-gemini", "work")));
    }

    [Fact]
    public async Task Inside_a_session_prx_emits_the_objects_of_the_cmdlets()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync(
            "prx auth login -P corp; prx auth list; prx auth refresh corp; prx auth providers corp; prx auth logout -P corp");
        Assert.Equal(
            ["PrxAuth.PrxAuthProfile", "PrxAuth.PrxAuthProfile", "PrxAuth.PrxAuthProfile", "PrxAuth.PrxAuthProvider", "PrxAuth.PrxAuthDisconnection"],
            result.Output.Select(output => output.Type));
        EngineResult piped = await engine.MustAsync("prx auth login corp | Update-PrxAuthToken | ForEach-Object Profile");
        Assert.Equal("default", piped.OutputText());
    }

    [Fact]
    public async Task What_is_not_auth_goes_to_a_real_prx_on_the_path()
    {
        await using World world = await World.CreateAsync();
        string bin = Directory.CreateDirectory(world.PathOf("bin")).FullName;
        ShellScript.Write(Path.Combine(bin, "prx"), "echo \"real prx: $*\"\nexit 7");
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult nobody = await engine.RunAsync("prx doctor");
        Assert.Equal("2", nobody.LastExitCode);

        world.Environment["PATH"] = bin + Path.PathSeparator + world.Environment["PATH"];
        await using Engine other = await Engine.OpenAsync(world);
        EngineResult handed = await other.MustAsync("prx doctor --deep x");
        Assert.Equal("real prx: doctor --deep x", handed.OutputText());
        Assert.Equal("7", handed.LastExitCode);
        Assert.Equal("0", (await other.MustAsync("$null = prx auth list")).LastExitCode);
    }

    private static async Task<IShell> OpenAsync(string where, World world) =>
        where == "function" ? new SessionShell(await Engine.OpenWithPersonAsync(world)) : new ExecutableShell(world);
}
