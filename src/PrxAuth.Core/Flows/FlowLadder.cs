using PrxAuth.Core.Configuration;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Flows;

/// <summary>Which flow, whether to open a browser for it, and why.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="OpenBrowser">Whether a browser is opened here.</param>
/// <param name="Reason">Why, for those who want to follow along.</param>
public sealed record FlowChoice(SignInFlow Flow, bool OpenBrowser, string Reason);

/// <summary>Chooses the flow: browser with loopback redirect, then device code, then pasted redirect. A pure decision.</summary>
public static class FlowLadder
{
    /// <summary>Chooses the flow for a provider, a request and a place.</summary>
    /// <param name="provider">The provider; its flows are those it has after its metadata was read.</param>
    /// <param name="request">What the user insists on.</param>
    /// <param name="browserIsLikely">Whether a browser opened here would be seen by the person.</param>
    /// <param name="place">The reason for that, as a sentence.</param>
    /// <param name="forwardedPort">The loopback port that was chosen in a shell over SSH, which its other end can forward; null: none.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.FlowNotSupported"/> or <see cref="PrxAuthError.BrowserUnavailable"/>.</exception>
    public static FlowChoice Choose(
        ProviderDefinition provider, SignInRequest request, bool browserIsLikely, string place, int? forwardedPort = null)
    {
        if (request.IsFinishedElsewhere)
        {
            SignInFlow pasted = provider.Flows.Contains(SignInFlow.Paste) ? SignInFlow.Paste : SignInFlow.Browser;
            return provider.Flows.Contains(pasted) ? new FlowChoice(pasted, false, "It is finished elsewhere.") : throw NotSupported(provider, SignInFlow.Paste);
        }

        bool mayOpen = request.OpenBrowser ?? (browserIsLikely && request.Flow != SignInFlow.DeviceCode);
        if (request.Flow is { } wanted)
        {
            return provider.Flows.Contains(wanted)
                ? new FlowChoice(wanted, mayOpen && wanted != SignInFlow.Paste, "It was asked for.")
                : throw NotSupported(provider, wanted);
        }

        if (mayOpen && provider.Flows.Contains(SignInFlow.Browser))
        {
            return new FlowChoice(SignInFlow.Browser, true, place);
        }

        string why = request.OpenBrowser == false ? "No browser was asked for." : place;
        // Who chose a port means to forward it. A page of the provider's that shows the code needs none.
        if (forwardedPort is { } port && provider.Flows.Contains(SignInFlow.Paste) && provider.PasteRedirectUri is null)
        {
            return new FlowChoice(SignInFlow.Paste, false, $"{why} Port {port} was chosen: where it is forwarded, the browser brings the answer by itself.");
        }

        if (provider.Flows.Contains(SignInFlow.DeviceCode))
        {
            return new FlowChoice(SignInFlow.DeviceCode, mayOpen, why);
        }

        if (provider.Flows.Contains(SignInFlow.Paste))
        {
            return new FlowChoice(SignInFlow.Paste, false, why);
        }

        if (provider.Flows.Contains(SignInFlow.Browser))
        {
            throw new PrxAuthException(
                PrxAuthError.BrowserUnavailable,
                $"Provider '{provider.Name}' signs in with a browser only, and none can be opened here. {why}",
                $"Set BROWSER to the command that opens one, or sign in on the machine you sit at: Connect-PrxAuth -Provider {provider.Name}")
            { Target = provider.Name };
        }

        throw new PrxAuthException(
            PrxAuthError.FlowNotSupported,
            $"Provider '{provider.Name}' has no flow for a person; it offers: {Names(provider)}.",
            provider.Flows.Contains(SignInFlow.Federated)
                ? $"Run Connect-PrxAuth -Provider {provider.Name} -Federated"
                : provider.Flows.Contains(SignInFlow.ClientCredentials)
                ? $"Run Connect-PrxAuth -Provider {provider.Name} -ClientCredential"
                : $"Run Connect-PrxAuth -Provider {provider.Name} -Token (Read-Host -AsSecureString), or prx auth paste-token --provider {provider.Name}")
        {
            Target = provider.Name,
        };
    }

    private static PrxAuthException NotSupported(ProviderDefinition provider, SignInFlow wanted) => new(
        PrxAuthError.FlowNotSupported,
        $"Provider '{provider.Name}' does not offer the flow '{FlowNames.Of(wanted)}'; it offers: {Names(provider)}.",
        "Sign in without naming a flow, and the best one is chosen.")
    { Target = provider.Name };

    private static string Names(ProviderDefinition provider) =>
        provider.Flows.Count == 0 ? "none" : string.Join(", ", provider.Flows.Select(FlowNames.Of));
}
