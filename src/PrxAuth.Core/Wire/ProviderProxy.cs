using System.Net;

namespace PrxAuth.Core.Wire;

/// <summary>
/// The proxy that the environment names. Plain http goes past it: it is for this machine only, and through a proxy it would leave the machine
/// in the clear.
/// </summary>
/// <param name="inner">What .NET made of the environment.</param>
/// <param name="environment">Reads an environment variable.</param>
internal sealed class ProviderProxy(IWebProxy inner, Func<string, string?> environment) : IWebProxy
{
    /// <summary>The variables that name a proxy for https, in the order that .NET looks for them.</summary>
    internal static readonly string[] Variables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => inner.Credentials;
        set => inner.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : inner.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => host.Scheme != Uri.UriSchemeHttps || inner.IsBypassed(host);

    /// <summary>The proxy of an address as a person should see it: host, port and where it was named, never its credentials. Null where
    /// there is none.</summary>
    public string? Describe(Uri destination)
    {
        if (GetProxy(destination) is not { } proxy || proxy == destination)
        {
            return null;
        }

        string? variable = Variables.FirstOrDefault(name => !string.IsNullOrWhiteSpace(environment(name)));
        return $"proxy {proxy.IdnHost}:{proxy.Port} of {variable ?? "the system's settings"}";
    }
}
