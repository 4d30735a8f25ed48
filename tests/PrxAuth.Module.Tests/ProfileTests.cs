using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>Seeing, choosing and completing profiles and providers.</summary>
public sealed class ProfileTests
{
    [Fact]
    public async Task Profiles_are_found_by_wildcard_alias_and_activity()
    {
        await using World world = await World.CreateAsync();
        world.Configure(toml => toml.Replace("[providers.corp]", "[providers.corp]\nauth_profile = \"work\"", StringComparison.Ordinal));
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp; $null = Connect-PrxAuth corp home; $null = Connect-PrxAuth copilot");
        Assert.Equal("corp/home|corp/work|github-copilot/default", await TextAsync("Get-PrxAuthProfile"));
        Assert.Equal("corp/home|corp/work", await TextAsync("Get-PrxAuthProfile c*"));
        Assert.Equal("github-copilot/default", await TextAsync("Get-PrxAuthProfile copilot"));
        Assert.Equal("corp/work|github-copilot/default", await TextAsync("Get-PrxAuthProfile -Active"));
        Assert.Equal("corp/home", await TextAsync("Get-PrxAuthProfile -Profile h*, x*"));
        Assert.Equal("corp/home|corp/work", await TextAsync("Get-PrxAuthProfile CORP home, work"));
        Assert.Equal("", await TextAsync("Get-PrxAuthProfile nobody*"));

        async Task<string> TextAsync(string script) =>
            (await engine.MustAsync(script)).OutputText().Replace('\n', '|');
    }

    [Fact]
    public async Task The_default_view_has_six_columns()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp");
        EngineResult result = await engine.MustAsync("Get-PrxAuthProfile | Out-Default");
        string[] lines = [.. result.Screen.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Trim().Length > 0)];
        Assert.Equal(["Provider", "Profile", "Account", "Active", "Status", "Expires"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^corp +default +.*alice.* +\\* +Valid +in (59|60) min", lines[2]);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task Long_names_give_way_to_status_and_expiry()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp production-operations-of-the-subsidiary@example.test");
        string[] lines = (await engine.MustAsync("Get-PrxAuthProfile | Out-Default")).Screen.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^corp +production-operations\S*… .*Valid +in \d+ min"));
    }

    [Fact]
    public async Task A_new_active_profile_is_written_into_the_config_and_every_other_byte_stays()
    {
        await using World world = await World.CreateAsync();
        world.Configure(toml => "# Mine; keep it.\r\n\n" + toml + "\n[agent]  # not PrxAuth's\nname = 'x'   \n");
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp; $null = Connect-PrxAuth corp work");
        string before = await File.ReadAllTextAsync(world.ConfigurationFile, TestContext.Current.CancellationToken);

        EngineResult tried = await engine.MustAsync("Set-PrxAuthProfile corp work -Active -WhatIf");
        Assert.Contains("auth_profile", tried.Screen, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(world.ConfigurationFile, TestContext.Current.CancellationToken));

        EngineResult set = await engine.MustAsync("Set-PrxAuthProfile corp work -Active -PassThru; Get-PrxAuthToken corp -Verbose | ForEach-Object { }");
        Assert.Equal("True", Assert.Single(set.Values("IsActive")));
        Assert.Contains(set.Verbose, line => line.Contains("'work'", StringComparison.Ordinal));
        string after = await File.ReadAllTextAsync(world.ConfigurationFile, TestContext.Current.CancellationToken);
        Assert.Contains("auth_profile = \"work\"", after, StringComparison.Ordinal);
        Assert.Equal(before, string.Concat(after.Split('\n').Where(line => !line.StartsWith("auth_profile", StringComparison.Ordinal)).Select(line => line + "\n"))[..^1]);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_cannot_become_the_active_one()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp home");
        string before = await File.ReadAllTextAsync(world.ConfigurationFile, TestContext.Current.CancellationToken);
        ErrorReport error = await engine.FailAsync("Set-PrxAuthProfile corp work -Active");
        Assert.Equal("ProfileNotFound", error.Id);
        Assert.Contains("home", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(world.ConfigurationFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Providers_say_where_they_come_from_and_what_they_offer()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Get-PrxAuthProvider copilot; Get-PrxAuthProvider corp; Get-PrxAuthProvider g*");
        Assert.Equal(["github-copilot", "corp", "github", "github-copilot", "gitlab", "google-gemini"], result.Values("Provider"));
        Assert.Equal(["Overlaid", "Config", "Overlaid", "Overlaid", "BuiltIn", "Overlaid"], result.Values("Origin"));
        Assert.False(string.IsNullOrEmpty(result.Output[0].Properties["Notice"]), "The client id of Copilot's plug-ins comes without its notice.");
        Assert.Equal("False", result.Output[4].Properties["IsConfigured"]);
        EngineResult view = await engine.MustAsync("Get-PrxAuthProvider corp | Out-Default");
        Assert.Contains("Flows", view.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_and_words_complete()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp home; $null = Connect-PrxAuth corp work; $null = Connect-PrxAuth copilot");
        Assert.Equal(["github", "github-copilot"], await engine.CompleteAsync("Get-PrxAuthToken -Provider gith"));
        Assert.Equal(["home", "work"], await engine.CompleteAsync("Get-PrxAuthToken -Provider corp -Profile "));
        Assert.Equal(["default"], await engine.CompleteAsync("Update-PrxAuthToken copilot -Profile "));
        Assert.Equal(["corp"], await engine.CompleteAsync("Disconnect-PrxAuth co"));
        Assert.Equal(["1d", "1h", "1h30m"], await engine.CompleteAsync("Assert-PrxAuthProfile corp -For 1"));
        Assert.Equal(["openid"], await engine.CompleteAsync("Assert-PrxAuthProfile corp -Scope op"));
        Assert.Contains("auth", await engine.CompleteAsync("prx "));
        Assert.Equal(["list", "login", "logout"], await engine.CompleteAsync("prx auth l"));
        Assert.Equal(["--profile"], await engine.CompleteAsync("prx auth login -P corp --prof"));
        Assert.Equal(["work"], await engine.CompleteAsync("prx auth use -P corp --profile w"));
        Assert.Contains("github-copilot", await engine.CompleteAsync("prx auth login -P "));
    }

    [Fact]
    public async Task A_name_completes_to_what_stands_for_itself_on_the_line()
    {
        await using World world = await World.CreateAsync();
        world.Configure(toml => toml + "\n[providers.odd]\nissuer = 'https://login.example.test'\nclient_id = 'a'\nscopes = ['openid', 'a;b', \"it's\"]\n");
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp alice@example.test");
        Assert.Equal(["'alice@example.test'"], await engine.CompleteAsync("Get-PrxAuthToken corp -Profile al"));
        Assert.Equal(["'a;b'", "'it''s'", "openid"], await engine.CompleteAsync("Connect-PrxAuth odd -Scope "));
    }

    [Fact]
    public async Task Completing_over_a_broken_config_is_quiet()
    {
        await using World world = await World.CreateAsync();
        world.Configure("[providers");
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.CompleteAsync("Get-PrxAuthToken -Provider c");
        await engine.CompleteAsync("prx auth login -P c");
        // The engine's own completion looks for cmdlets that the bare engine lacks.
        Assert.DoesNotContain("Prx", (await engine.MustAsync("$Error | ForEach-Object { \"$_ $($_.ScriptStackTrace)\" }")).OutputText(), StringComparison.Ordinal);
    }
}
