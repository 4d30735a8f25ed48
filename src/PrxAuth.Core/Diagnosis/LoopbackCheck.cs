using PrxAuth.Core.Flows.Loopback;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Whether a browser could come back to this process: it listens as a sign-in does, and asks itself.</summary>
internal sealed class LoopbackCheck(Func<string, string?> environment, TimeProvider time) : IDiagnosticCheck
{
    private static readonly string[] s_loopbackNames = ["localhost", "127.0.0.1"];

    public FindingArea Area => FindingArea.Loopback;

    public string Name => FindingNames.Loopback;

    public async IAsyncEnumerable<Finding> LookAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await ListenAsync(cancellationToken).ConfigureAwait(false);
        if (ProxyThatCatchesLoopback() is { } proxy)
        {
            yield return proxy;
        }
    }

    private async Task<Finding> ListenAsync(CancellationToken cancellationToken)
    {
        LoopbackListener listener = LoopbackListener.Start(new LoopbackOptions { ExpectedState = Guid.NewGuid().ToString("N"), Time = time });
        await using (listener.ConfigureAwait(false))
        {
            string[] hosts = [.. listener.HasV4 ? [LoopbackHosts.V4] : Array.Empty<string>(), .. listener.HasV6 ? [LoopbackHosts.V6] : Array.Empty<string>()];
            foreach (string host in hosts)
            {
                if (await FailureAsync(new UriBuilder(listener.RedirectUri) { Host = host }.Uri, cancellationToken).ConfigureAwait(false) is { } failure)
                {
                    return Finding.Failed(
                        Area, Name, $"A connection to {host} on this machine does not arrive: {failure}.",
                        "Let a firewall or security product allow connections on the loopback address, or sign in with -DeviceCode.", host);
                }
            }

            string missing = hosts.Length == 2 ? string.Empty : $" This machine has no {(listener.HasV4 ? "IPv6" : "IPv4")} loopback address.";
            return Finding.Ok(Area, Name, $"A connection to {string.Join(" and ", hosts)} arrives.{missing}");
        }
    }

    // The listener answers a request without the state of a sign-in as well; that it answers is all that counts.
    private static async Task<string?> FailureAsync(Uri address, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        using var client = new HttpClient(handler);
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError.ToString();
        }
    }

    private Finding? ProxyThatCatchesLoopback()
    {
        string? variable = ProxyCheck.HttpVariables.FirstOrDefault(name => !string.IsNullOrWhiteSpace(environment(name)));
        string[] excepted = (environment("NO_PROXY") ?? environment("no_proxy") ?? string.Empty).Split(
            [',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return variable is null || s_loopbackNames.All(name => excepted.Contains(name, StringComparer.OrdinalIgnoreCase))
            ? null
            : Finding.Warning(
                Area, FindingNames.LoopbackProxy,
                $"{variable} is set, and NO_PROXY does not except {string.Join(" and ", s_loopbackNames)}. Chrome, Edge and Firefox leave loopback alone; "
                    + "a browser that takes its proxy from the environment may not, and its sign-in never comes back.",
                "Set NO_PROXY to localhost,127.0.0.1,[::1] and what it holds already.", variable);
    }
}
