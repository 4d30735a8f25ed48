namespace PrxAuth.Core.Providers;

/// <summary>Tells which provider's tokens belong to a host. A token must never reach a host that is not its provider's.</summary>
public static class ProviderHosts
{
    /// <summary>The providers whose tokens a host takes: those whose <c>helper_hosts</c> name it, else those that have an endpoint there.</summary>
    /// <param name="providers">The providers that may answer.</param>
    /// <param name="address">An address at the host; its path does not matter.</param>
    public static IReadOnlyList<ProviderDefinition> Find(IEnumerable<ProviderDefinition> providers, Uri address)
    {
        ArgumentNullException.ThrowIfNull(providers);
        ArgumentNullException.ThrowIfNull(address);
        ProviderDefinition[] all = [.. providers];
        ProviderDefinition[] named = [.. all.Where(provider => provider.HelperHosts.Any(host => IsSame(host, address)))];
        return named.Length > 0 ? named : [.. all.Where(provider => Endpoints(provider).Any(endpoint => IsSame(endpoint.Authority, address)))];
    }

    // A minted token is good at its API alone.
    private static IEnumerable<Uri> Endpoints(ProviderDefinition provider)
    {
        Uri?[] endpoints = provider.Exchange == ServiceExchange.None
            ?
            [
                provider.ApiEndpoint, provider.AuthorizationEndpoint, provider.TokenEndpoint, provider.DeviceAuthorizationEndpoint, provider.AccountEndpoint,
                provider.Issuer is { } issuer ? new Uri(issuer, UriKind.Absolute) : null,
            ]
            : [provider.ApiEndpoint];
        return endpoints.OfType<Uri>();
    }

    // The scheme is not compared: what asks may not know it. Its usual port is as good as none.
    private static bool IsSame(string host, Uri address) => Uri.TryCreate($"{address.Scheme}://{host}", UriKind.Absolute, out Uri? own)
        && string.Equals(own.IdnHost, address.IdnHost, StringComparison.OrdinalIgnoreCase) && own.Port == address.Port;
}
