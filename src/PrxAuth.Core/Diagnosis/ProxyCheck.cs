using System.Net;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Diagnosis;

/// <summary>
/// What .NET makes of the proxies of the environment. Nothing of a variable's text is shown: credentials stand in it, and where they end is
/// for the one who connects to say.
/// </summary>
/// <param name="environment">Reads an environment variable.</param>
/// <param name="resolved">What .NET made of the environment.</param>
internal sealed class ProxyCheck(Func<string, string?> environment, IWebProxy resolved) : IDiagnosticCheck
{
    /// <summary>The variables that name a proxy for plain http.</summary>
    internal static readonly string[] HttpVariables = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

    // A provider that nobody excepts.
    private static readonly Uri s_provider = new("https://provider.invalid/");

    private static readonly string[] s_schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    public FindingArea Area => FindingArea.Network;

    public string Name => FindingNames.Proxy;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look().ToAsyncEnumerable();

    private IEnumerable<Finding> Look()
    {
        string[] used = Set(ProviderProxy.Variables);
        string[] unused = Set(["http_proxy", "HTTP_PROXY"]);
        if (used.Length > 0)
        {
            yield return LookAt(used);
        }

        foreach (string variable in unused)
        {
            yield return Finding.Ok(Area, Name, $"{variable} is set. Providers are reached over https, and for that it is not used.", variable);
        }

        if (used.Length + unused.Length == 0)
        {
            yield return Finding.Ok(Area, Name, "The environment names no proxy.");
        }
    }

    private Finding LookAt(string[] variables)
    {
        string first = variables[0];
        string names = string.Join(" or ", variables);
        if (resolved.GetProxy(s_provider) is not { } proxy || proxy == s_provider)
        {
            return Finding.Warning(
                Area, Name, $"{names} is not the address of a proxy that is understood, and no proxy is used.",
                $"Write {first}=http://host:port or {first}=socks5://host:port, or take it away. What is set after the first request of a session "
                    + "counts in the next session.", first);
        }

        string credentials = proxy.UserInfo.Length > 0 ? ", with credentials" : string.Empty;
        string shown = $"{proxy.Scheme}://{proxy.IdnHost}:{proxy.Port}{credentials}";
        return variables.FirstOrDefault(HasOtherScheme) is { } strange
            ? Finding.Warning(
                Area, Name, $"{strange} has a scheme that is not understood. {names} sends requests through {shown}.",
                $"Write {strange}=socks5://host:port for a SOCKS proxy, also for socks5h and socks, else {strange}=http://host:port.", strange)
            : Finding.Ok(Area, Name, $"{names} sends requests through {shown}.", first);
    }

    // .NET takes such a scheme for a part of an http proxy's address, and before an @ for the user's name.
    private bool HasOtherScheme(string variable)
    {
        string value = environment(variable)!;
        int end = value.IndexOf("://", StringComparison.Ordinal);
        return end >= 0 && !s_schemes.Contains(value[..end], StringComparer.OrdinalIgnoreCase);
    }

    private string[] Set(string[] variables) =>
    [
        .. variables.Where(name => !string.IsNullOrWhiteSpace(environment(name)))
            .Distinct(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal),
    ];
}
