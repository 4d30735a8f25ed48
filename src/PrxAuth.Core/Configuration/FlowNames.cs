using PrxAuth.Core.Flows;

namespace PrxAuth.Core.Configuration;

/// <summary>The flows as the config file and the front ends write them.</summary>
public static class FlowNames
{
    /// <summary>Every flow by its name, in the order people know them.</summary>
    public static IReadOnlyDictionary<string, SignInFlow> All { get; } = new Dictionary<string, SignInFlow>(StringComparer.Ordinal)
    {
        ["browser"] = SignInFlow.Browser,
        ["device-code"] = SignInFlow.DeviceCode,
        ["paste"] = SignInFlow.Paste,
        ["client-credentials"] = SignInFlow.ClientCredentials,
        ["token"] = SignInFlow.GivenToken,
        ["federated"] = SignInFlow.Federated,
    };

    /// <summary>A flow's name.</summary>
    public static string Of(SignInFlow flow) => All.First(pair => pair.Value == flow).Key;
}
