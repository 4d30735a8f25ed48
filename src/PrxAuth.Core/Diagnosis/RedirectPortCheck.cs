using System.Globalization;
using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Whether the ports that the config or a provider demands for the redirect are free, and who has them.</summary>
/// <param name="configured"><c>redirect_port</c>; 0: any port.</param>
/// <param name="providers">The providers that are looked at.</param>
internal sealed class RedirectPortCheck(int configured, IReadOnlyList<ProviderDefinition> providers) : IDiagnosticCheck
{
    private static readonly string[] s_tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    public FindingArea Area => FindingArea.Loopback;

    public string Name => FindingNames.RedirectPort;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look(cancellationToken).ToAsyncEnumerable();

    private IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        if (configured > 0)
        {
            yield return LookAt([configured], "redirect_port in the config file", cancellationToken);
        }

        foreach (ProviderDefinition provider in providers.Where(provider => provider.RedirectPorts.Count > 0))
        {
            yield return LookAt(provider.RedirectPorts, $"provider '{provider.Name}'", cancellationToken);
        }
    }

    private Finding LookAt(IReadOnlyList<int> ports, string who, CancellationToken cancellationToken)
    {
        string target = string.Join(',', ports);
        try
        {
            using LoopbackSockets free = LoopbackSockets.Bind(ports);
            return Finding.Ok(Area, Name, $"Port {free.Port}, which {who} asks for, is free.", target);
        }
        catch (PrxAuthException e) when (e.Error == PrxAuthError.RedirectPortInUse)
        {
            string[] holders = OperatingSystem.IsLinux()
                ? [.. ports.Select(port => Holder(port, cancellationToken)).OfType<ProcessFacts>().Distinct().Select(holder => holder.ToString())]
                : [];
            string held = holders.Length == 0 ? string.Empty : $" {string.Join(" and ", holders)} listens there.";
            return Finding.Warning(
                Area, Name, $"No port that {who} asks for is free ({string.Join(", ", ports)}).{held}",
                "Close that program, perhaps another sign-in; or choose another port with redirect_port, or sign in with -DeviceCode.", target);
        }
    }

    private static ProcessFacts? Holder(int port, CancellationToken cancellationToken) => s_tables.Where(File.Exists)
        .SelectMany(File.ReadLines)
        .Select(line => ListeningSocket(line, port))
        .OfType<ulong>()
        .Select(inode => ProcessFacts.OwnerOfSocket(inode, cancellationToken))
        .FirstOrDefault(owner => owner is not null);

    // "0: 0100007F:AC31 00000000:0000 0A … uid timeout inode", see proc_pid_net(5); 0A is LISTEN.
    private static ulong? ListeningSocket(string line, int port)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 9 && fields[3] == "0A"
            && fields[1].EndsWith(port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            && ulong.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode)
                ? inode
                : null;
    }
}
