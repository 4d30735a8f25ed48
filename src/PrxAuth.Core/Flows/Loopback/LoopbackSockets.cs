using System.Net;
using System.Net.Sockets;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>
/// The listening sockets: 127.0.0.1 and ::1 on one port, never a wildcard (RFC 8252 section 8.3). Both, whatever the redirect URI says:
/// browsers resolve <c>localhost</c> to either, and where only one is ours another program could take what comes to the other.
/// </summary>
internal sealed class LoopbackSockets : IDisposable
{
    // As many as systems allow: what does not find room here is asked to come again by the kernel, seconds later.
    private const int Backlog = 4096;
    private const int FreePortTries = 32;

    private LoopbackSockets(int port, Socket? v4, Socket? v6)
    {
        Port = port;
        HasV4 = v4 is not null;
        HasV6 = v6 is not null;
        All = [.. new[] { v4, v6 }.OfType<Socket>()];
    }

    private enum Outcome
    {
        Bound,
        Taken,
        NoSuchFamily,
    }

    public int Port { get; }

    public bool HasV4 { get; }

    public bool HasV6 { get; }

    public IReadOnlyList<Socket> All { get; }

    /// <summary>Binds the first of the ports that is free.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.RedirectPortInUse"/>: all are taken.</exception>
    public static LoopbackSockets Bind(IReadOnlyList<int> ports)
    {
        IReadOnlyList<int> candidates = ports.Count == 0 ? [0] : ports;
        foreach (int port in candidates)
        {
            int tries = port == 0 ? FreePortTries : 1;
            for (int i = 0; i < tries; i++)
            {
                if (TryBindBoth(port) is { } sockets)
                {
                    return sockets;
                }
            }
        }

        throw AllTaken(candidates);
    }

    public void Dispose()
    {
        foreach (Socket socket in All)
        {
            socket.Dispose();
        }
    }

    private static LoopbackSockets? TryBindBoth(int port)
    {
        Outcome v4Outcome = TryListen(new IPEndPoint(IPAddress.Loopback, port), out Socket? v4);
        if (v4Outcome == Outcome.Taken)
        {
            return null;
        }

        int bound = v4 is null ? port : PortOf(v4);
        Outcome v6Outcome = TryListen(new IPEndPoint(IPAddress.IPv6Loopback, bound), out Socket? v6);
        if (v6Outcome == Outcome.Taken || (v4 is null && v6 is null))
        {
            v4?.Dispose();
            return null;
        }

        return new LoopbackSockets(PortOf((v4 ?? v6)!), v4, v6);
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static Outcome TryListen(IPEndPoint endPoint, out Socket? bound)
    {
        bound = null;
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            if (OperatingSystem.IsWindows())
            {
                // Without it another process of any user could bind the same port with SO_REUSEADDR and take the callback.
                socket.ExclusiveAddressUse = true;
            }

            socket.Bind(endPoint);
            socket.Listen(Backlog);
            bound = socket;
            return Outcome.Bound;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            socket?.Dispose();
            return Outcome.Taken;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable
            or SocketError.ProtocolFamilyNotSupported or SocketError.ProtocolNotSupported)
        {
            socket?.Dispose();
            return Outcome.NoSuchFamily;
        }
    }

    private static PrxAuthException AllTaken(IReadOnlyList<int> ports)
    {
        string what = ports switch
        {
            [0] => "No port of this machine's loopback address is free for the sign-in's redirect.",
            [int port] => $"Port {port}, where the sign-in's redirect should arrive, is in use by another program or reserved by the "
                + "system.",
            _ => $"The ports {string.Join(", ", ports)}, where the sign-in's redirect could arrive, are all in use by other programs or "
                + "reserved by the system.",
        };
        return new PrxAuthException(
            PrxAuthError.RedirectPortInUse,
            what,
            "Close the program that holds the port (perhaps another sign-in), choose another port with -Port (--port) or with "
            + "redirect_port in the provider's section of the config, or sign in with -DeviceCode (--device-code), which needs no port.");
    }
}
