using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PrxAuth.Torture.Listening;

/// <summary>A listener under attack, as somebody sees it who knows all but the <c>state</c>.</summary>
internal sealed class AttackedPort(Uri redirectUri)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly IPAddress[] s_addresses =
        [.. new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }.Where(address => Exists(address))];

    public int Port => redirectUri.Port;

    /// <summary>What a browser would put into the Host field.</summary>
    public string Authority => redirectUri.Authority;

    public string Path => redirectUri.AbsolutePath;

    /// <summary>The loopback addresses that this machine has.</summary>
    public static IReadOnlyList<IPAddress> Addresses => s_addresses;

    public static bool HasIPv4 => s_addresses.Contains(IPAddress.Loopback);

    public static bool HasIPv6 => s_addresses.Contains(IPAddress.IPv6Loopback);

    /// <summary>The wildcards over them. Who takes that of the other family is heard by nobody.</summary>
    public static IEnumerable<IPAddress> Wildcards =>
        s_addresses.Select(address => address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);

    /// <summary>Whether the name leads to one of them: browsers know that it does, other programs ask the hosts file.</summary>
    public static bool HasLocalhost => Dns.GetHostAddresses("localhost").Any(s_addresses.Contains);

    /// <summary>A GET as a browser sends it.</summary>
    public string Get(string target, string moreFields = "") => Request("GET", target, moreFields);

    public string Request(string method, string target, string moreFields = "") =>
        $"{method} {target} HTTP/1.1\r\nHost: {Authority}\r\nAccept: text/html\r\n{moreFields}\r\n";

    /// <summary>Connects to either of the two addresses.</summary>
    public async Task<Socket> ConnectAsync(Random random, CancellationToken cancellationToken)
    {
        IPAddress address = s_addresses[random.Next(s_addresses.Length)];
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }

    /// <summary>What the listener says until it ends the connection; it has seconds for it.</summary>
    public static async Task<string> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        byte[] buffer = new byte[1024];
        var answer = new StringBuilder();
        while (await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, patience.Token) is > 0 and var count)
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return answer.ToString();
    }

    private static bool Exists(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
