using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Scenarios;

/// <summary>GitHub and Copilot in the situations that have no test among those of their flows.</summary>
public sealed class GitHubScenarioTests
{
    private const string TokenPath = "/github/login/oauth/access_token";

    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true };

    [Fact]
    public async Task Pending_twice_and_then_success()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Arrange("github/pending-twice");

        Credential credential = await world.RunClockAsync(world.SignInAsync("github"));

        Assert.Equal("alice", credential.Account);
        Assert.Equal(3, world.Control.Counts(SimulatorArea.GitHub).DevicePolls);
    }

    // The provider's clock runs slower than ours, as seen from virtual machines: a poll that is punctual here is early there.
    [Fact]
    public async Task Early_poll()
    {
        SimulatedWorld? begun = null;
        List<DateTimeOffset> polls = [];
        await using SimulatedWorld world = begun = await SimulatedWorld.StartAsync(new SimulatorOptions
        {
            RequestReceived = request =>
            {
                if (request.Path == TokenPath)
                {
                    polls.Add(begun!.Clock.GetUtcNow());
                    begun.Control.AdvanceClock(polls.Count == 2 ? TimeSpan.FromSeconds(-3) : TimeSpan.Zero);
                }
            },
        });
        world.Control.AutoApproveAfterPolls = 1;

        Credential credential = await world.RunClockAsync(world.SignInAsync("github"));

        Assert.Equal("alice", credential.Account);
        Assert.Equal(3, polls.Count);
        Assert.True(polls[2] - polls[1] >= TimeSpan.FromSeconds(10), $"{polls[2] - polls[1]}");
    }

    [Fact]
    public async Task Code_used_twice()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        // The first poll takes the approval, and its answer is lost.
        world.Control.Break(TokenPath, FaultMode.Lost);

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.AuthorizationFailed, () => world.RunClockAsync(world.SignInAsync("github")));

        Assert.Contains("incorrect_device_code", failure.Message, StringComparison.Ordinal);
        Assert.Empty(world.SealedFiles());
    }

    [Fact]
    public async Task Bad_gateway_twice_and_then_success()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.Arrange("github/outage");

        Assert.Equal("alice", (await world.RunClockAsync(world.SignInAsync("github"))).Account);
    }

    [Fact]
    public async Task Device_flow_off_and_the_web_in_its_place()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        world.Control.Arrange("github/no-device-flow");

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.AuthorizationFailed, () => world.SignInAsync("github", SignInFlow.DeviceCode));
        Credential credential = await world.SignInAsync("github", SignInFlow.Browser);

        Assert.Contains("device_flow_disabled", failure.Message, StringComparison.Ordinal);
        Assert.Equal("alice", credential.Account);
    }

    [Fact]
    public async Task Copilot_token_about_to_expire()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        Credential first = await world.RunClockAsync(world.SignInAsync("copilot"));
        world.Clock.Advance(TimeSpan.FromSeconds(1500));

        Credential second = await world.GetAsync("copilot");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.True(second.IsValidFor(TimeSpan.FromMinutes(20), world.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task Two_processes_renew_at_once()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        await world.RunClockAsync(world.SignInAsync("copilot"));
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        world.Control.ResetCounts();
        // One waits for the other's lock, and must not do so by the clock that stands still.
        using AuthSession one = world.OpenWith(new DurableWriter());
        using AuthSession other = world.OpenWith(new DurableWriter());

        Credential[] both = await Task.WhenAll(world.GetAsync("copilot", session: one), world.GetAsync("copilot", session: other));

        Assert.Equal(both[0].UsableToken, both[1].UsableToken);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.GitHub).Exchanges);
    }
}
