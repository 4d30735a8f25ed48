using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PrxAuth.Module.Tests.Support;

/// <summary>A SOCKS4 and SOCKS4a proxy on a free port of the loopback address; no package of Debian's has one so small.</summary>
internal sealed class Socks4Proxy : IAsyncDisposable
{
    private const byte Version = 4;
    private const byte Connect = 1;
    private const byte Granted = 0x5A;
    private const byte Refused = 0x5B;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly string? _user;
    private readonly Task _accepting;

    /// <summary>Starts one.</summary>
    /// <param name="user">The user it lets through; null: everybody.</param>
    public Socks4Proxy(string? user = null)
    {
        _user = user;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Where it was asked to connect to: <c>host:port</c>, the host as it was sent.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _connections.Add(ServeAsync(client));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient asking = client;
        using var target = new TcpClient();
        try
        {
            NetworkStream near = asking.GetStream();
            byte[] head = new byte[8];
            await near.ReadExactlyAsync(head, _stopping.Token);
            string user = await ReadTextAsync(near);

            // 0.0.0.x with x other than 0 is version 4a's way to say that a name follows.
            bool isNamed = head is [_, _, _, _, 0, 0, 0, not 0];
            string host = isNamed ? await ReadTextAsync(near) : new IPAddress(head.AsSpan(4, 4)).ToString();
            int port = (head[2] << 8) | head[3];
            Asked.Enqueue($"{host}:{port}");
            bool isTaken = head[0] == Version && head[1] == Connect && (_user is null || user == _user);
            if (isTaken)
            {
                await target.ConnectAsync(host, port, _stopping.Token);
            }

            byte[] answer = [0, isTaken ? Granted : Refused, 0, 0, 0, 0, 0, 0];
            await near.WriteAsync(answer, _stopping.Token);
            if (isTaken)
            {
                NetworkStream far = target.GetStream();
                await Task.WhenAny(near.CopyToAsync(far, _stopping.Token), far.CopyToAsync(near, _stopping.Token));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One of the two went away, or the test is over.
        }
    }

    private async Task<string> ReadTextAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, _stopping.Token);
            if (one[0] == 0)
            {
                return text.ToString();
            }

            text.Append((char)one[0]);
        }
    }
}
