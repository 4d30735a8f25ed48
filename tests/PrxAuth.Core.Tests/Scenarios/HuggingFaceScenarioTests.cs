using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Scenarios;

/// <summary>What is peculiar to Hugging Face.</summary>
public sealed class HuggingFaceScenarioTests
{
    private const string TokenPath = "/huggingface/oauth/token";

    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true };

    [Fact]
    public async Task Device_polls_behave_as_the_rfc_says()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        world.Control.AutoApproveAfterPolls = 2;
        world.Control.SlowDown();

        Credential credential = await world.RunClockAsync(world.SignInAsync("huggingface", SignInFlow.DeviceCode));

        Assert.Equal("alice", credential.Account);
        Assert.Equal(4, world.Control.Counts(SimulatorArea.HuggingFace).DevicePolls);
        Assert.Contains(world.Person.Steps, step => step.Contains("every 10 seconds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_device_code_that_is_denied_ends_it()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();

        Task<Credential> signingIn = world.SignInAsync("huggingface", SignInFlow.DeviceCode);
        await world.Control.DenyDeviceAsync((await world.Person.Code).UserCode, SimulatedWorld.Cancellation);

        await world.FailsAsync(PrxAuthError.AccessDenied, () => world.RunClockAsync(signingIn));
    }

    [Theory]
    [InlineData(HuggingFaceOutage.ServerError)]
    [InlineData(HuggingFaceOutage.HtmlPage)]
    public async Task Server_errors_and_html_between_polls_pass(HuggingFaceOutage outage)
    {
        SimulatedWorld? begun = null;
        int polls = 0;
        await using SimulatedWorld world = begun = await ProviderWorlds.StartAsync(Approving with
        {
            RequestReceived = request =>
            {
                if (request.Path == TokenPath)
                {
                    begun!.Control.HuggingFace.Outage = ++polls <= 2 ? outage : HuggingFaceOutage.Off;
                }
            },
        });

        Credential credential = await world.RunClockAsync(world.SignInAsync("huggingface", SignInFlow.DeviceCode));

        Assert.Equal("alice", credential.Account);
        Assert.Equal(3, polls);
    }

    [Theory]
    [InlineData("huggingface/server-error")]
    [InlineData("huggingface/html")]
    public async Task An_outage_at_a_refresh_costs_nothing(string scenario)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        Credential first = await world.SignInAsync("huggingface", SignInFlow.Browser);
        world.Control.Arrange(scenario);

        await world.FailsAsync(PrxAuthError.ProviderFailed, () => world.RenewAsync("huggingface"));

        world.Control.HuggingFace.Outage = HuggingFaceOutage.Off;
        Assert.NotEqual(first.UsableToken, (await world.RenewAsync("huggingface")).UsableToken);
    }
}
