using System.Text.Json;
using PrxAuth.Cli;
using PrxAuth.Cli.Grammar;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

/// <summary><c>prx auth check</c>: what a scheduler goes by.</summary>
public sealed class CheckCommandTests
{
    [Fact]
    public async Task A_profile_that_lasts_is_status_0_and_one_that_does_not_is_status_3()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync(new SignInRequest { Provider = "anthropic", Profile = "key", Flow = SignInFlow.GivenToken, GivenToken = new Secret("sk-1") });

        (int status, RecordingFrontEnd lasts) = await RunAsync(world, "auth check anthropic --profile key --for 3h");
        Assert.Equal(ExitStatus.Done, status);
        Assert.Equal("anthropic/key", Assert.IsType<CheckedResult>(Assert.Single(lasts.Results)).Profile.Key.ToString());

        (status, RecordingFrontEnd json) = await RunAsync(world, "auth check anthropic --profile key --for 3h --json");
        Assert.Equal(ExitStatus.Done, status);
        using var document = JsonDocument.Parse(Assert.Single(json.Texts));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("unattended_until").ValueKind);
        Assert.NotEqual("", document.RootElement.GetProperty("unattended_reason").GetString());

        (status, RecordingFrontEnd missing) = await RunAsync(world, "auth check anthropic --for 3h");
        Assert.Equal((ExitStatus.LoginNeeded, PrxAuthError.ProfileNotFound), (status, Assert.Single(missing.Errors).Error));

        (status, RecordingFrontEnd scope) = await RunAsync(world, "auth check anthropic --profile key --for 3h --scope reports");
        Assert.Equal((ExitStatus.LoginNeeded, PrxAuthError.ScopeMissing), (status, Assert.Single(scope.Errors).Error));
    }

    [Fact]
    public async Task Renewing_proves_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        world.Control.ResetCounts();

        Assert.Equal(ExitStatus.Done, (await RunAsync(world, "auth check corp --for 3h --renew")).Status);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);

        await world.Control.RevokeAllAsync(cancellationToken: SimulatedWorld.Cancellation);
        Assert.Equal(ExitStatus.Done, (await RunAsync(world, "auth check corp --for 3h")).Status);
        Assert.Equal(ExitStatus.LoginNeeded, (await RunAsync(world, "auth check corp --for 3h --renew")).Status);
    }

    [Theory]
    [InlineData("auth check corp", "--for")]
    [InlineData("auth check --for 3h", "provider")]
    [InlineData("auth check corp --for ever", "5m")]
    public void A_line_that_asks_for_no_time_or_nobody_is_wrong_usage(string line, string said)
    {
        var wrong = Assert.IsType<CommandLine.Wrong>(new CommandLineReader(new PrxGrammar()).Read(line.Split(' ')));

        Assert.Contains(said, $"{wrong.Problem.Message} {wrong.Problem.Recommendation}", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<(int Status, RecordingFrontEnd FrontEnd)> RunAsync(SimulatedWorld world, string line)
    {
        var frontEnd = new RecordingFrontEnd();
        return (await PrxCommand.RunAsync(line.Split(' '), () => world.Session, frontEnd, SimulatedWorld.Cancellation), frontEnd);
    }
}
