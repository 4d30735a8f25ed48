using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Core.Tests.Protocol;

/// <summary>A world with the providers of this room.</summary>
internal static class Protocols
{
    public static async Task<SimulatedWorld> StartAsync(SimulatorOptions? options = null)
    {
        SimulatedWorld world = await SimulatedWorld.StartAsync(options);
        world.EditConfig(text => text + world.Server.CreateProtocolConfigToml());
        world.Environment["PRX_KEYED_KEY"] = SimulatorClients.KeyedKeyPem;
        return world;
    }

    /// <summary>What GitHub Actions and Azure Pipelines give their jobs.</summary>
    public static void EnterJob(this SimulatedWorld world)
    {
        world.Environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = $"{world.Server.BaseAddress}ci/github?api-version=2.0";
        world.Environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = FederationScenario.JobToken;
        world.Environment["SYSTEM_OIDCREQUESTURI"] = $"{world.Server.BaseAddress}ci/azure";
        world.Environment["SYSTEM_ACCESSTOKEN"] = FederationScenario.JobToken;
    }
}
