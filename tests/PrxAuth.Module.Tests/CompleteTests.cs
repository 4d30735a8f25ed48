using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>A sign-in that one process starts and another finishes.</summary>
public sealed class CompleteTests
{
    private const string Pending = "*.pending";

    [Fact]
    public async Task Prx_starts_and_another_prx_finishes_from_standard_input()
    {
        await using World world = await World.CreateAsync();
        world.Environment["PRX_INTERACTIVE"] = "0";
        PrxResult started = await Prx.RunAsync(world, "prx auth login -P corp --profile work --no-wait");
        started.Must();
        Assert.Contains("prx auth paste-redirect -P corp --profile work", started.Output, StringComparison.Ordinal);

        PrxResult finished = await Prx.RunAsync(world, "prx auth paste-redirect", await Person.GetRedirectAsync(AddressIn(started.Output)));

        finished.Must();
        Assert.Contains("Signed in to corp as alice@example.test, profile 'work'", finished.Output, StringComparison.Ordinal);
        await TokenTests.CallApiAsync(world, (await Prx.RunAsync(world, "prx auth token -P corp --profile work")).Output.Trim());
        Assert.Empty(Directory.GetFiles(world.Store, Pending, SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_prx_that_waits_returns_the_profile_that_another_one_finished()
    {
        await using World world = await World.CreateAsync();
        world.Person.IsThere = false;
        using var waiting = Prx.Start(world, "prx auth login -P corp --browser=true");
        string address = await OpenedAsync(world);

        PrxResult finished = await Prx.RunAsync(world, "prx auth paste-redirect --json", await Person.GetRedirectAsync(address));
        PrxResult waited = await waiting.EndAsync();

        finished.Must();
        waited.Must();
        Assert.Contains("Signed in to corp as alice@example.test", waited.Output, StringComparison.Ordinal);
        Assert.Contains("\"account\": \"alice@example.test\"", finished.Output, StringComparison.Ordinal);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("authorization_code"));
    }

    [Fact]
    public async Task An_engine_finishes_what_another_engine_waits_for_and_both_give_the_profile()
    {
        await using World world = await World.CreateAsync();
        world.Person.IsThere = false;
        await using Engine one = await Engine.OpenFreshAsync(world, Staged.Manifest);
        await using Engine two = await Engine.OpenFreshAsync(world, Staged.Manifest);
        Task<EngineResult> waiting = one.Start("(Connect-PrxAuth corp work).Account");
        string redirect = await Person.GetRedirectAsync(await OpenedAsync(world));

        EngineResult finished = await two.RunAsync($"(Complete-PrxAuth corp -Redirect '{redirect}').Account");

        Assert.Equal("alice@example.test", finished.OutputText());
        Assert.Equal("alice@example.test", (await waiting).OutputText());
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("authorization_code"));
    }

    [Fact]
    public async Task Of_two_that_paste_at_once_one_redeems_the_code()
    {
        await using World world = await World.CreateAsync();
        PrxResult started = await Prx.RunAsync(world, "prx auth login -P corp --no-wait");
        string redirect = await Person.GetRedirectAsync(AddressIn(started.Output));
        world.Control.Delay("/connect/token", TimeSpan.FromMilliseconds(300));

        PrxResult[] both = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Prx.RunAsync(world, "prx auth paste-redirect -P corp", redirect)));

        Assert.Single(both, result => result.Status == 0);
        Assert.All(both.Where(result => result.Status != 0), result => Assert.Matches("error\\[PendingSignIn(Taken|Missing)\\]", result.Error));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("authorization_code"));
    }

    private static string AddressIn(string output) =>
        output.Split('\n').Select(line => line.Trim()).First(line => line.StartsWith("http", StringComparison.Ordinal));

    private static async Task<string> OpenedAsync(World world)
    {
        string? address;
        while (!world.Person.Opened.TryDequeue(out address))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return address;
    }
}
