using System.Net;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Scenarios;

/// <summary>The simulator's scenarios by name, as a person sets them.</summary>
public sealed class ScenarioCatalogTests
{
    [Fact]
    public async Task Every_scenario_has_a_name_of_its_own_and_can_be_set_over_http()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Assert.Equal(ScenarioCatalog.All.Count, ScenarioCatalog.All.Select(scenario => scenario.Name).Distinct().Count());

        foreach (NamedScenario scenario in ScenarioCatalog.All)
        {
            Assert.Matches("^[a-z]+/[a-z-]+$", scenario.Name);
            Assert.NotEmpty(scenario.Description);
            Assert.Equal(HttpStatusCode.OK, await PostAsync(world, $"control/scenario?name={scenario.Name}"));
        }

        Assert.Equal(CopilotSeat.Policy, world.Control.GitHub.Seat);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(world, "control/reset"));
        Assert.Equal(CopilotSeat.Granted, world.Control.GitHub.Seat);
        Assert.Null(world.Control.GitLab.Throttle);
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(world, "control/scenario?name=github/no-such-thing"));
    }

    [Theory]
    [InlineData("entra?interaction_required=on&device_forbidden=on&old_device_answer=on&throttle=7")]
    [InlineData("gitlab?redirect_uri_in_refresh=off&device_refresh_token=off&throttle=7")]
    [InlineData("huggingface?outage=html-page")]
    public async Task The_switches_of_a_provider_can_be_set_over_http(string command)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await PostAsync(world, $"control/{command}"));

        EntraScenario entra = world.Control.Entra;
        GitLabScenario gitlab = world.Control.GitLab;
        bool isEntra = command.StartsWith("entra", StringComparison.Ordinal);
        bool isGitLab = command.StartsWith("gitlab", StringComparison.Ordinal);
        TimeSpan seven = TimeSpan.FromSeconds(7);
        Assert.Equal(
            (isEntra, isEntra, isEntra, isEntra ? seven : null),
            (entra.InteractionRequired, entra.DeviceFlowForbidden, entra.OldDeviceAnswer, entra.Throttle));
        Assert.Equal(
            (!isGitLab, !isGitLab, isGitLab ? seven : null), (gitlab.RedirectUriInRefresh, gitlab.DeviceRefreshToken, gitlab.Throttle));
        Assert.Equal(
            isEntra || isGitLab ? HuggingFaceOutage.Off : HuggingFaceOutage.HtmlPage, world.Control.HuggingFace.Outage);
    }

    private static async Task<HttpStatusCode> PostAsync(SimulatedWorld world, string path)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using HttpResponseMessage response = await client.PostAsync(
            new Uri(world.Server.BaseAddress, path), content: null, SimulatedWorld.Cancellation);
        return response.StatusCode;
    }
}
