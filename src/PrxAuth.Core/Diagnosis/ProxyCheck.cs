using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Diagnosis;

/// <summary>The proxies of the environment, without the credentials that stand in them.</summary>
internal sealed class ProxyCheck(Func<string, string?> environment) : IDiagnosticCheck
{
    /// <summary>The variables that name a proxy for plain http.</summary>
    internal static readonly string[] HttpVariables = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

    private static readonly string[] s_variables = ["https_proxy", "HTTPS_PROXY", .. HttpVariables];
    private static readonly string[] s_schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    public FindingArea Area => FindingArea.Network;

    public string Name => FindingNames.Proxy;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look().ToAsyncEnumerable();

    private IEnumerable<Finding> Look()
    {
        bool isAny = false;
        var told = new HashSet<string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (string variable in s_variables)
        {
            if (environment(variable) is { } value && !string.IsNullOrWhiteSpace(value) && told.Add(variable))
            {
                isAny = true;
                yield return LookAt(variable, value.Trim());
            }
        }

        if (!isAny)
        {
            yield return Finding.Ok(Area, Name, "The environment names no proxy.");
        }
        else if ((environment("no_proxy") ?? environment("NO_PROXY")) is { Length: > 0 } exceptions)
        {
            yield return Finding.Ok(Area, Name, $"NO_PROXY excepts: {SafeText.Clean(exceptions)}", "NO_PROXY");
        }
    }

    private Finding LookAt(string variable, string value)
    {
        string address = value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? proxy) || proxy.Host.Length == 0 || !s_schemes.Contains(proxy.Scheme))
        {
            return Finding.Warning(
                Area, Name, $"{variable} is not the address of a proxy, and no proxy is used for it.",
                $"Write it as {variable}=http://host:port, or take it away.", variable);
        }

        string credentials = proxy.UserInfo.Length > 0 ? ", with credentials" : string.Empty;
        string shown = $"{proxy.Scheme}://{proxy.IdnHost}:{proxy.Port}{credentials}";
        return Finding.Ok(
            Area,
            Name,
            variable.Equals("HTTP_PROXY", StringComparison.OrdinalIgnoreCase)
                ? $"{variable} is {shown}. Providers are reached over https, and for that it is not used."
                : $"{variable} sends requests through {shown}.",
            variable);
    }
}
