using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PrxAuth.Core.Tests.Support;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Path">The path with its query.</param>
/// <param name="Head">The request line and the headers.</param>
/// <param name="Body">The body.</param>
internal sealed record RawRequest(string Path, string Head, string Body)
{
    /// <summary>A member of a form body.</summary>
    public string? this[string name] => System.Web.HttpUtility.ParseQueryString(Body)[name];
}

/// <summary>A server of bare sockets that answers exactly what a test says, right or wrong.</summary>
internal sealed class RawProvider : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<RawRequest, byte[]> _answer;
    private readonly Task _serving;

    public RawProvider(Func<RawRequest, byte[]> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public ConcurrentQueue<RawRequest> Requests { get; } = [];

    /// <summary>An answer.</summary>
    public static byte[] Reply(string body, int status = 200, string mediaType = "application/json", string headers = "") =>
        Reply(Encoding.UTF8.GetBytes(body), status, mediaType, headers);

    public static byte[] Reply(byte[] body, int status, string mediaType, string headers) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} x\r\nContent-Type: {mediaType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n")),
        .. body,
    ];

    /// <summary>A provider of device codes and refreshes made of this server alone.</summary>
    public string ConfigToml(string more = "") => $"""
        [providers.raw]
        device_authorization_endpoint = "{Address}device"
        token_endpoint = "{Address}token"
        revocation_endpoint = "{Address}revoke"
        client_id = "raw-client"
        scopes = ["read"]
        {more}
        """;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await AnswerAsync(client.GetStream());
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // The client went away, or the test is over; the loop's condition tells which.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        List<byte> received = [];
        byte[] buffer = new byte[8192];
        int end = -1;
        int length = 0;
        while (end < 0 || received.Count < end + length)
        {
            int read = await stream.ReadAsync(buffer, _stopping.Token);
            if (read == 0)
            {
                return;
            }

            received.AddRange(buffer.AsSpan(0, read));
            if (end < 0 && Encoding.Latin1.GetString([.. received]).IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var found)
            {
                end = found + 4;
                length = ContentLength(Encoding.Latin1.GetString([.. received], 0, end));
            }
        }

        string head = Encoding.Latin1.GetString([.. received], 0, end);
        RawRequest request = new(head.Split(' ')[1], head, Encoding.UTF8.GetString([.. received], end, length));
        Requests.Enqueue(request);
        await stream.WriteAsync(_answer(request), _stopping.Token);
    }

    private static int ContentLength(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line.AsSpan(15).Trim(), CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
