using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>The same promise as <see cref="LeakTests"/>, for the executable.</summary>
public sealed class PrxLeakTests
{
    [Fact]
    public async Task Nothing_leaks_from_the_executable_on_success_and_on_failure()
    {
        await using World world = await LeakTests.PlantAsync();
        await using var arguments = ProcessArguments.Watch();
        foreach (string line in LeakTests.Lines)
        {
            await CheckAsync(line);
        }

        await CheckAsync("prx auth paste-token -P anthropic", LeakTests.GivenToken);
        foreach (FaultMode mode in (FaultMode[])[FaultMode.Html, FaultMode.EmptyObject, FaultMode.Oversized, FaultMode.InternalServerError, FaultMode.Reset])
        {
            world.Control.Break("/connect/token", mode, count: 6);
            await CheckAsync("prx auth refresh -P corp --profile a");
            world.Control.Break("/connect/token", FaultMode.None);
        }

        world.Control.Google.IdToken = IdTokenFlaw.WrongAudience;
        await CheckAsync("prx auth login -P google-gemini --profile d");
        await world.Control.RevokeAllAsync(cancellationToken: TestContext.Current.CancellationToken);
        await CheckAsync("prx auth refresh");
        await CheckAsync("prx auth status --json");
        world.Control.Break("/connect/revoke", FaultMode.InternalServerError, count: 20);
        await CheckAsync("prx auth logout --all");
        await LeakTests.CheckOutsideAsync(world, arguments);

        async Task CheckAsync(string line, string? input = null)
        {
            PrxResult result = await Prx.RunAsync(world, line, input);
            world.Secrets.AssertAbsentFrom(result.Output + result.Error, line);
        }
    }
}
