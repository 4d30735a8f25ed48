using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>Processes that want the same token at the same time.</summary>
public sealed class RaceTests
{
    private const int Processes = 30;

    [Fact]
    public async Task Thirty_two_processes_that_need_one_expired_token_cause_one_refresh_and_all_get_a_valid_one()
    {
        await using World world = await World.CreateAsync();
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(30);
        (await Prx.RunAsync(world, "prx auth login -P corp")).Must();
        world.Control.AccessTokenLifetime = TimeSpan.FromHours(1);
        world.Control.ExpireAccessTokens();
        world.Control.Delay("/connect/token", TimeSpan.FromMilliseconds(200));
        await using Engine one = await Engine.OpenFreshAsync(world, Staged.Manifest);
        await using Engine two = await Engine.OpenFreshAsync(world, Staged.Manifest);

        Task<PrxResult>[] commands = [.. Enumerable.Range(0, Processes).Select(_ => Prx.RunAsync(world, "prx auth token -P corp"))];
        Task<EngineResult>[] sessions = [one.Start("Get-PrxAuthToken corp -AsPlainText"), two.Start("Get-PrxAuthToken corp -AsPlainText")];
        string[] tokens =
        [
            .. (await Task.WhenAll(commands)).Select(result => result.Status == 0 ? result.Output.Trim() : result.Error),
            .. (await Task.WhenAll(sessions)).Select(result => result.OutputText()),
        ];

        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("refresh_token"));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
        string token = Assert.Single(tokens.Distinct());
        Assert.Contains("alice", await TokenTests.CallApiAsync(world, token), StringComparison.OrdinalIgnoreCase);
    }
}
