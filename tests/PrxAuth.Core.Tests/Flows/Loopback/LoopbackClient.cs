using System.Net;
using System.Net.Sockets;
using System.Text;
using PrxAuth.Core.Flows.Loopback;
using Xunit;

namespace PrxAuth.Core.Tests.Flows.Loopback;

/// <summary>A browser's side of one connection, down to the bytes.</summary>
internal sealed class LoopbackClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;

    private LoopbackClient(Socket socket) => _socket = socket;

    public static async Task<LoopbackClient> ConnectAsync(LoopbackListener listener, IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, listener.RedirectUri.Port, TestContext.Current.CancellationToken);
        return new LoopbackClient(socket);
    }

    public static async Task<string> ExchangeAsync(LoopbackListener listener, string request, IPAddress? address = null)
    {
        using LoopbackClient client = await ConnectAsync(listener, address);
        await client.SendAsync(request);
        return await client.ReadToEndAsync();
    }

    /// <summary>A GET as a browser sends it.</summary>
    public static string Get(LoopbackListener listener, string target, string? moreFields = null) =>
        Request("GET", listener, target, moreFields);

    public static string Request(string method, LoopbackListener listener, string target, string? moreFields = null) =>
        $"{method} {target} HTTP/1.1\r\nHost: {listener.RedirectUri.Authority}\r\nAccept: text/html\r\n{moreFields}\r\n";

    public async Task SendAsync(string text)
    {
        ReadOnlyMemory<byte> rest = Encoding.Latin1.GetBytes(text);
        while (!rest.IsEmpty)
        {
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, TestContext.Current.CancellationToken)..];
        }
    }

    /// <summary>Everything until the listener ends the connection; empty where it does so without a word.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        List<byte> all = [];
        byte[] buffer = new byte[4096];
        int received;
        do
        {
            try
            {
                received = await _socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, deadline.Token);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset && all.Count == 0)
            {
                received = 0;
            }

            all.AddRange(buffer[..received]);
        }
        while (received > 0);

        return Encoding.UTF8.GetString([.. all]);
    }

    public void Dispose() => _socket.Dispose();
}
