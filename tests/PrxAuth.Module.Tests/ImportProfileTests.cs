using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary><c>Import-PrxAuthProfile</c> and <c>prx auth import</c> in a session.</summary>
public sealed class ImportProfileTests
{
    private const string Token = "gho_planted0123456789planted";
    private const string RefreshToken = "rt_planted0123456789planted";

    [Fact]
    public async Task WhatIf_keeps_nothing_and_the_import_itself_is_a_profile()
    {
        await using World world = await PlantAsync();
        await using Engine engine = await Engine.OpenAsync(world);

        EngineResult tried = await engine.MustAsync("Import-PrxAuthProfile gh -WhatIf");

        Assert.Contains("Import as profile github/default", tried.Screen, StringComparison.Ordinal);
        Assert.Empty(tried.Output);
        Assert.Empty(world.Snapshot());

        OutputReport import = Assert.Single((await engine.MustAsync("Import-PrxAuthProfile gh")).Output);
        Assert.Equal(
            ("gh", "github.com/octocat", "github", "default", "Imported"),
            (import.Properties["Source"], import.Properties["ForeignName"], import.Properties["Provider"], import.Properties["Profile"], import.Properties["Outcome"]));
        Assert.Equal(Token, (await engine.MustAsync("Get-PrxAuthToken github -AsPlainText")).OutputText());
    }

    [Fact]
    public async Task Each_way_it_can_fail_has_an_id()
    {
        await using World world = await PlantAsync();
        await using Engine engine = await Engine.OpenAsync(world);

        Assert.Equal("ImportSourceUnavailable", (await engine.FailAsync("Import-PrxAuthProfile codex nowhere.json")).Id);
        await File.WriteAllTextAsync(world.PathOf("bad.json"), "[]", TestContext.Current.CancellationToken);
        Assert.Equal("ImportSourceInvalid", (await engine.FailAsync($"Import-PrxAuthProfile codex '{world.PathOf("bad.json")}'")).Id);
    }

    [Theory]
    [InlineData("Import-PrxAuthProfile gh -Verbose -Debug; Import-PrxAuthProfile codex -Verbose -Debug")]
    [InlineData("Import-PrxAuthProfile gh -WhatIf; Import-PrxAuthProfile codex | Out-Default; Import-PrxAuthProfile codex | Format-List *")]
    [InlineData("prx auth import --from gh; prx auth import --from codex --json; prx auth import --from codex --dry-run")]
    public async Task No_token_is_on_any_stream(string script)
    {
        await using World world = await PlantAsync();
        await using Engine engine = await Engine.OpenAsync(world);

        string everything = (await engine.RunAsync(script)).Everything();

        Assert.Contains("gh", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(RefreshToken, everything, StringComparison.Ordinal);
    }

    private static async Task<World> PlantAsync()
    {
        World world = await World.CreateAsync();
        world.Environment["GH_CONFIG_DIR"] = world.Environment["CODEX_HOME"] = Directory.CreateDirectory(world.PathOf("tools")).FullName;
        await File.WriteAllTextAsync(world.PathOf("tools/hosts.yml"), $"github.com:\n    user: octocat\n    oauth_token: {Token}\n");
        await File.WriteAllTextAsync(world.PathOf("tools/auth.json"), $$$"""{"tokens":{"access_token":"{{{Token}}}","refresh_token":"{{{RefreshToken}}}"}}""");
        return world;
    }
}
