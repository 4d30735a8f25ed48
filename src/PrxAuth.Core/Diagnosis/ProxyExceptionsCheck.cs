using System.Net;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Which entries of NO_PROXY except a host and which do nothing: .NET knows fewer forms than other programs do.</summary>
/// <param name="environment">Reads an environment variable.</param>
/// <param name="resolved">What .NET made of the environment.</param>
internal sealed class ProxyExceptionsCheck(Func<string, string?> environment, IWebProxy resolved) : IDiagnosticCheck
{
    public FindingArea Area => FindingArea.Network;

    public string Name => FindingNames.Proxy;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look().ToAsyncEnumerable();

    private IEnumerable<Finding> Look()
    {
        // An empty no_proxy hides NO_PROXY from .NET too.
        string variable = environment("no_proxy") is null ? "NO_PROXY" : "no_proxy";
        string[] entries = (environment(variable) ?? string.Empty).Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (entries.Length == 0 || ProviderProxy.Variables.All(name => string.IsNullOrWhiteSpace(environment(name))))
        {
            yield break;
        }

        ILookup<bool, string> works = entries.ToLookup(Excepts);
        string excepted = works[true].Any() ? $"{variable} excepts: {SafeText.Clean(string.Join(", ", works[true]))}" : $"{variable} excepts nothing";
        yield return works[false].Any()
            ? Finding.Warning(
                Area, Name, $"{excepted}. Entries that do nothing: {SafeText.Clean(string.Join(", ", works[false]))}",
                "Name each host (login.example), a domain with all below it (.example), an IPv6 address in brackets ([::1]). A port, a network "
                    + "such as 10.0.0.0/8 and * are not understood; to use no proxy at all, take the proxy's variable away.", variable)
            : Finding.Ok(Area, Name, excepted, variable);
    }

    // .NET compares the text with the host of an address, which is never a port, a network or a pattern; whether it does so is asked of it.
    private bool Excepts(string entry)
    {
        string name = entry.StartsWith('.') ? entry[1..] : entry;
        return Uri.TryCreate($"https://{name}/", UriKind.Absolute, out Uri? address)
            && address.Host.Equals(name, StringComparison.OrdinalIgnoreCase)
            && resolved.IsBypassed(address);
    }
}
