using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Flows;

/// <summary>Leaves out the flows that a provider's metadata has no endpoint for.</summary>
internal static class OfferedFlows
{
    public static ProviderDefinition Refine(ProviderDefinition provider) => provider with
    {
        Flows = [.. provider.Flows.Where(flow => flow switch
        {
            SignInFlow.Browser or SignInFlow.Paste => provider.AuthorizationEndpoint is not null,
            SignInFlow.DeviceCode => provider.DeviceAuthorizationEndpoint is not null,
            _ => true,
        })],
    };
}
