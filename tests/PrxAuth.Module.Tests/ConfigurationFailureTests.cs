using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>What the config file has wrong is said with its place; what is not ours is left alone.</summary>
public sealed class ConfigurationFailureTests
{
    private const string FullPrxConfig = """
        model = "gemini-2.5-pro"
        provider = "google-gemini"
        default_temperature = 0.7

        [agent]
        max_iterations = 20
        [memory]
        backend = "sqlite"
        [[channels]]
        name = "ops"
        [auth.oauth2]
        token_cache_path = "~/.cache/prx"
        auto_refresh = true
        [providers.openrouter]
        api_key = "sk-or-1"
        base_url = "https://openrouter.ai"
        [providers.google-gemini]
        api_key = "AIza"
        model = "gemini-2.5-pro"
        max_tokens = 100
        [router.rules]
        fast = "x"
        """;

    [Theory]
    [InlineData("[providers.corp]\nclient_id = \n", "ConfigurationSyntax", "ParserError", ":2:")]
    [InlineData("[providers\n", "ConfigurationSyntax", "ParserError", ":1:")]
    [InlineData("[providers.corp]\n\nscopes = 7\n", "ConfigurationValue", "InvalidArgument", ":3:")]
    [InlineData("[auth.oauth2]\nauto_refresh = \"yes\"\n", "ConfigurationValue", "InvalidArgument", ":2:")]
    public async Task A_broken_config_is_an_error_with_file_line_and_column(string toml, string id, string category, string place)
    {
        await using World world = await World.CreateAsync();
        world.Configure(toml);
        await using Engine engine = await Engine.OpenAsync(world);
        foreach (string script in (string[])["Get-PrxAuthProvider", "Connect-PrxAuth corp", "Get-PrxAuthToken corp", "Update-PrxAuthToken corp"])
        {
            ErrorReport error = await engine.FailAsync(script);
            Assert.Equal((id, category), (error.Id, error.Category));
            Assert.Matches(System.Text.RegularExpressions.Regex.Escape(world.ConfigurationFile) + place + "\\d+", error.Message);
        }

        Assert.Equal(toml, await File.ReadAllTextAsync(world.ConfigurationFile, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(world.DataHome));
        PrxResult prx = await Prx.RunAsync(world, "prx auth login -P corp");
        Assert.Equal(1, prx.Status);
        Assert.Contains($"error[{id}]", prx.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_key_is_warned_of_once_with_its_line_and_the_nearest_name()
    {
        await using World world = await World.CreateAsync();
        world.Configure(toml => "[auth.oauth2]\nauto_refersh = true\n" + toml[toml.IndexOf("[providers", StringComparison.Ordinal)..]);
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Get-PrxAuthProvider corp; Get-PrxAuthProvider corp");
        string warning = Assert.Single(result.Warnings);
        Assert.Contains("auto_refersh", warning, StringComparison.Ordinal);
        Assert.Contains("auto_refresh", warning, StringComparison.Ordinal);
        Assert.Contains(":2:", warning, StringComparison.Ordinal);
        PrxResult prx = await Prx.RunAsync(world, "prx auth providers corp");
        prx.Must();
        Assert.Contains("auto_refersh", prx.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_config_of_PRX_gets_no_word()
    {
        await using World world = await World.CreateAsync();
        world.Configure(FullPrxConfig);
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Get-PrxAuthProvider | ForEach-Object Provider; Get-PrxAuthProfile");
        Assert.Empty(result.Warnings);
        Assert.DoesNotContain("openrouter", result.Output.Select(output => output.Text));
        PrxResult prx = await Prx.RunAsync(world, "prx auth list");
        prx.Must();
        Assert.DoesNotContain("warning", prx.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_config_that_is_not_there_is_as_good_as_an_empty_one()
    {
        await using World world = await World.CreateAsync();
        world.Environment["PRX_CONFIG"] = world.PathOf("nowhere/config.toml");
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Get-PrxAuthProvider copilot | ForEach-Object Origin");
        Assert.Equal("BuiltIn", result.OutputText());
        Assert.False(Directory.Exists(world.PathOf("nowhere")));
    }
}
