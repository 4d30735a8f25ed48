using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace PrxAuth.Torture.Listening;

/// <summary>Attacks that lie in how somebody connects, sends and leaves, or does not.</summary>
internal static class ConnectionAttacks
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_lingering = TimeSpan.FromSeconds(3);

    /// <summary>What an attacker says who could bind the listener's port.</summary>
    public const string Taken = "TAKEN";

    public static IReadOnlyList<Attack> All { get; } =
    [
        new("one byte at a time", SendSlowlyAsync) { Attackers = 16 },
        new("endless fields", SendFieldsAsync) { Attackers = 2, Pause = TimeSpan.FromMilliseconds(200) },
        new("answered and not leaving", StayAsync) { Attackers = 100 },
        new("asking and leaving", LeaveAsync) { Attackers = 4 },
        new("reset in the middle", ResetAsync) { Attackers = 4 },
        new("half closed", HalfCloseAsync),
        new("a second listener", TakePortAsync) { Pause = TimeSpan.FromMilliseconds(100) },
    ];

    /// <summary>Connects, says nothing and waits until it is put out.</summary>
    public static async Task<string> IdleAsync(AttackedPort port, Random random, CancellationToken cancellationToken)
    {
        using Socket socket = await port.ConnectAsync(random, cancellationToken);
        await socket.ReceiveAsync(new byte[1], SocketFlags.None, cancellationToken);
        return string.Empty;
    }

    private static byte[] Callback(AttackedPort port) => Encoding.Latin1.GetBytes(port.Get($"{port.Path}?code=stolen-code&state=guess"));

    private static async Task<string> SendSlowlyAsync(AttackedPort port, Random random, CancellationToken cancellationToken)
    {
        using Socket socket = await port.ConnectAsync(random, cancellationToken);
        byte[] request = Callback(port);
        for (int i = 0; i < request.Length; i++)
        {
            await AttackedPort.SendAsync(socket, request.AsMemory(i, 1), cancellationToken);
            await Task.Delay(s_moment, cancellationToken);
        }

        return await AttackedPort.ReadAsync(socket, cancellationToken);
    }

    private static async Task<string> SendFieldsAsync(AttackedPort port, Random random, CancellationToken cancellationToken)
    {
        using Socket socket = await port.ConnectAsync(random, cancellationToken);
        byte[] field = Encoding.Latin1.GetBytes($"X-{random.Next()}: {new string('x', 500)}\r\n");
        await AttackedPort.SendAsync(socket, Encoding.Latin1.GetBytes($"GET {port.Path} HTTP/1.1\r\n"), cancellationToken);
        try
        {
            for (int i = 0; i < 2000; i++)
            {
                await AttackedPort.SendAsync(socket, field, cancellationToken);
            }
        }
        catch (SocketException)
        {
            return string.Empty;
        }

        return await AttackedPort.ReadAsync(socket, cancellationToken);
    }

    // Takes no answer and does not hang up either.
    private static async Task<string> StayAsync(AttackedPort port, Random random, CancellationToken cancellationToken)
    {
        using Socket socket = await port.ConnectAsync(random, cancellationToken);
        await AttackedPort.SendAsync(socket, Callback(port), cancellationToken);
        await Task.Delay(s_lingering, cancellationToken);
        return string.Empty;
    }

    private static async Task<string> LeaveAsync(AttackedPort port, Random random, CancellationToken cancellationToken)
    {
        using Socket socket = await port.ConnectAsync(random, cancellationToken);
        await AttackedPort.SendAsync(socket, Callback(port), cancellationToken);
        return string.Empty;
    }

    private static async Task<string> ResetAsync(AttackedPort port, Random random, CancellationToken cancellationToken)
    {
        using Socket socket = await port.ConnectAsync(random, cancellationToken);
        socket.LingerState = new LingerOption(true, 0);
        byte[] request = Callback(port);
        await AttackedPort.SendAsync(socket, request.AsMemory(0, random.Next(request.Length + 1)), cancellationToken);
        return string.Empty;
    }

    private static async Task<string> HalfCloseAsync(AttackedPort port, Random random, CancellationToken cancellationToken)
    {
        using Socket socket = await port.ConnectAsync(random, cancellationToken);
        byte[] request = Callback(port);
        await AttackedPort.SendAsync(socket, request.AsMemory(0, random.Next(1, request.Length + 1)), cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        return await AttackedPort.ReadAsync(socket, cancellationToken);
    }

    private static async Task<string> TakePortAsync(AttackedPort port, Random random, CancellationToken cancellationToken)
    {
        foreach (IPAddress address in AttackedPort.Addresses.Concat(AttackedPort.Wildcards))
        {
            using Socket? mine = TryListen(new IPEndPoint(address, port.Port));
            if (mine is not null)
            {
                // A port that the listener has just left is free for all: only where both are there was it taken.
                await Task.Delay(s_moment, cancellationToken);
                return IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Count(listening => listening.Port == port.Port) > 1
                    ? Taken
                    : string.Empty;
            }
        }

        return string.Empty;
    }

    private static Socket? TryListen(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(endPoint);
            socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
