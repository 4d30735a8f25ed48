using System.Text.Json;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>What <c>prx</c> tells the shell: exit status, standard output for results, standard error for the eye, JSON on demand.</summary>
public sealed class PrxStatusTests
{
    [Theory]
    [InlineData("prx auth list", 0, "")]
    [InlineData("prx auth status", 3, "")]
    [InlineData("prx auth logout --all", 0, "")]
    [InlineData("prx auth login -P githb", 1, "github")]
    [InlineData("prx auth login -P gitlab", 1, "client_id")]
    [InlineData("prx auth login", 2, "provider")]
    [InlineData("prx auth logn", 2, "login")]
    [InlineData("prx auth login -P corp --devicecode", 2, "--device-code")]
    [InlineData("prx auth token -P corp", 3, "prx auth login")]
    [InlineData("prx auth logout -P corp", 1, "corp/default")]
    public async Task The_exit_status_says_how_it_ended_and_errors_name_the_way_out(string line, int status, string hint)
    {
        await using World world = await World.CreateAsync();
        PrxResult shell = await Prx.RunAsync(world, line);
        Assert.Equal(status, shell.Status);
        Assert.Contains(hint, shell.Error, StringComparison.Ordinal);
        Assert.Equal("", shell.Output);

        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult session = await engine.RunAsync(line);
        Assert.Equal($"{status}", session.LastExitCode);
        Assert.Empty(session.Output);
    }

    [Fact]
    public async Task Every_command_that_prints_can_print_JSON_and_nothing_else_on_standard_output()
    {
        await using World world = await World.CreateAsync();
        foreach (string line in (string[])
        [
            "prx auth login -P corp --json", "prx auth list --json", "prx auth status --json", "prx auth providers --json", "prx auth refresh --json",
            "prx auth use -P corp --profile default --json", "prx auth token -P corp --json", "prx auth doctor --json", "prx auth logout -P corp --json", "prx auth logout --all --json",
        ])
        {
            PrxResult result = await Prx.RunAsync(world, line);
            result.Must();
            using JsonDocument json = JsonDocument.Parse(result.Output);
            Assert.NotEqual(JsonValueKind.Undefined, json.RootElement.ValueKind);
        }

        PrxResult failed = await Prx.RunAsync(world, "prx auth token -P corp --json");
        Assert.Equal((3, ""), (failed.Status, failed.Output));
        using JsonDocument error = JsonDocument.Parse(failed.Error);
        Assert.Contains("ProfileNotFound", error.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_token_stands_on_standard_output()
    {
        await using World world = await World.CreateAsync();
        PrxResult login = await Prx.RunAsync(world, "prx auth login -P corp");
        login.Must();
        PrxResult token = await Prx.RunAsync(world, "prx auth token -P corp");
        string only = Assert.Single(token.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await TokenTests.CallApiAsync(world, only);
        Assert.Contains("'default'", token.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_grant_ends_with_3_and_the_login_that_mends_it()
    {
        await using World world = await World.CreateAsync();
        (await Prx.RunAsync(world, "prx auth login -P corp")).Must();
        await world.Control.RevokeAllAsync(cancellationToken: TestContext.Current.CancellationToken);
        PrxResult result = await Prx.RunAsync(world, "prx auth refresh -P corp");
        Assert.Equal(3, result.Status);
        Assert.Contains("error[LoginRequired]", result.Error, StringComparison.Ordinal);
        Assert.Contains("prx auth login -P corp --profile default", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await Prx.RunAsync(world, "prx auth status -P corp")).Status);
    }

    [Fact]
    public async Task A_token_is_pasted_on_standard_input()
    {
        await using World world = await World.CreateAsync();
        (await Prx.RunAsync(world, "prx auth paste-token -P anthropic", "sk-pasted-0815-abcdefgh")).Must();
        Assert.Equal("sk-pasted-0815-abcdefgh", (await Prx.RunAsync(world, "prx auth token -P anthropic")).Output.Trim());
    }
}
