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

    [Theory]
    [InlineData("'sk-piped-0815-abcdefgh' | prx auth paste-token -P anthropic")]
    [InlineData("\" sk-piped-0815-abcdefgh`r\", 'a second line' | prx auth paste-token -P anthropic")]
    [InlineData("$key = [securestring]::new(); foreach ($c in 'sk-piped-0815-abcdefgh'.ToCharArray()) { $key.AppendChar($c) }; $key | prx auth paste-token -P anthropic")]
    public async Task In_a_session_the_pipeline_stands_for_standard_input(string line)
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);

        EngineResult result = await engine.RunAsync($"{line} | ForEach-Object ToString; $LASTEXITCODE; prx auth token -P anthropic");

        Assert.Equal("anthropic/default\n0\nsk-piped-0815-abcdefgh", result.OutputText().ReplaceLineEndings("\n").Trim());
    }

    [Theory]
    [InlineData("@() | prx auth paste-token -P anthropic")]
    [InlineData("'' | prx auth paste-token -P anthropic")]
    [InlineData("prx auth paste-token -P anthropic")]
    public async Task In_a_session_without_a_person_a_token_that_does_not_come_is_an_error(string line)
    {
        await using World world = await World.CreateAsync();
        world.Environment["PRX_INTERACTIVE"] = "0";
        await using Engine engine = await Engine.OpenAsync(world);

        EngineResult result = await engine.RunAsync($"{line}; $LASTEXITCODE");

        Assert.Equal("1", result.OutputText().Trim());
        Assert.Contains("No token for provider 'anthropic' arrived", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }
}
