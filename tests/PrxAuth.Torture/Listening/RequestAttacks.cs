using System.Net.Sockets;
using System.Text;

namespace PrxAuth.Torture.Listening;

/// <summary>Attacks that lie in what is asked: each sends bytes and listens to the answer.</summary>
internal static class RequestAttacks
{
    private const string Stolen = "code=stolen-code";
    private const int HugeLine = 1 << 20;

    private static readonly string[] s_rebindingNames =
    [
        "127.0.0.1.nip.io", "localhost.evil.example", "evil.example", "localhost.", "127.1", "0.0.0.0", "2130706433", "[::]", "[::ffff:127.0.0.1]",
        "user@127.0.0.1", "127.0.0.1, evil.example",
    ];

    public static IReadOnlyList<Attack> All { get; } =
    [
        Text("foreign Host", (port, random) => Hosted(port, $"Host: evil.example:{port.Port}\r\n", random)),
        Text("DNS rebinding", (port, random) => Hosted(port, $"Host: {Pick(random, s_rebindingNames)}:{port.Port}\r\n", random)),
        Text("no or two Hosts", (port, random) => Hosted(port, Pick(random, "", $"Host: {port.Authority}\r\nHost: {port.Authority}\r\n"), random)),
        Text("Host without port", (port, random) => Hosted(port, "Host: localhost\r\n", random)),
        Text("another path", (port, random) => port.Get($"{Pick(random, OtherPaths(port))}?{Stolen}&state={State(random)}")),
        Text("absolute form", (port, random) => port.Get($"http://{port.Authority}{port.Path}?{Stolen}&state={State(random)}")),
        Text("no state", (port, _) => port.Get($"{port.Path}?{Stolen}")),
        Text("empty state", (port, _) => port.Get($"{port.Path}?{Stolen}&state=")),
        Text("wrong state", (port, random) => port.Get($"{port.Path}?{Stolen}&state={State(random)}")) with { Attackers = 8 },
        Text("error without state", (port, _) => port.Get($"{port.Path}?error=access_denied&error_description=No")),
        Text("error with wrong state", (port, random) => port.Get($"{port.Path}?error=access_denied&state={State(random)}")),
        Text("duplicate parameters", (port, random) => port.Get(
            $"{port.Path}?{Stolen}&{Stolen}&state={State(random)}&state={State(random)}&%73tate={State(random)}")),
        Text("broken escapes", (port, random) => port.Get($"{port.Path}?code=%zz%&state=%ff%fe{State(random)}%00")),
        Text("prefetch", (port, random) => port.Get(
            $"{port.Path}?{Stolen}&state={State(random)}", Pick(random, "Sec-Purpose: prefetch;prerender\r\n", "X-Moz: prefetch\r\n", "Purpose: preview\r\n"))),
        Text("preflight", (port, _) => port.Request(
            "OPTIONS", port.Path, "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n")),
        Text("HEAD", (port, random) => port.Request("HEAD", $"{port.Path}?{Stolen}&state={State(random)}")),
        Text("POST with a body", (port, random) => Post(port, "Content-Length: 40\r\n", $"{Stolen}&state={State(random)[..18]}")),
        Text("POST in chunks, junk behind", (port, random) => Post(
            port, "Transfer-Encoding: chunked\r\n", $"c\r\n{Stolen[..12]}\r\nZZ\r\n{State(random)}\0\0\r\n0\r\n\r\n")),
        Text("GET in chunks", (port, random) => port.Get(
            $"{port.Path}?{Stolen}&state={State(random)}", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "5\r\nhello\r\n0\r\n\r\n"),
        Text("pipelined", (port, random) => string.Concat(Enumerable.Range(0, 40).Select(
            _ => port.Get($"{port.Path}?{Stolen}&state={State(random)}")))),
        Text("HTTP/0.9", (port, random) => $"GET {port.Path}?{Stolen}&state={State(random)}\r\n\r\n"),
        Text("HTTP/2 preface", (_, _) => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"),
        Text("upgrade", (port, _) => port.Get(port.Path, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")),
        Text("folded and broken fields", (port, random) => port.Get(
            $"{port.Path}?{Stolen}&state={State(random)}", Pick(random, "X: 1\r\n folded\r\n", "No colon\r\n", "X : 1\r\n", "X: a\0b\r\n", "X: a\rb\r\n"))),
        Text("line feeds alone", (port, random) => port.Get($"{port.Path}?{Stolen}&state={State(random)}").Replace("\r\n", "\n", StringComparison.Ordinal)) with
        { Pause = TimeSpan.FromSeconds(1) },
        Text("huge request line", (port, _) => $"GET {port.Path}?{new string('a', HugeLine)} HTTP/1.1\r\n\r\n") with { Pause = TimeSpan.FromMilliseconds(200) },
        Text("many cookies", (port, random) => port.Get(
            $"{port.Path}?{Stolen}&state={State(random)}", $"Cookie: {new string('c', 60 * 1024)}\r\n")) with { Pause = TimeSpan.FromMilliseconds(100) },
        new("TLS hello", async (port, random, token) => await ExchangeAsync(port, TlsHello(random), random, token)),
        new("noise", async (port, random, token) => await ExchangeAsync(port, Noise(random), random, token)),
    ];

    private static Attack Text(string name, Func<AttackedPort, Random, string> write) => new(
        name, async (port, random, token) => await ExchangeAsync(port, Encoding.Latin1.GetBytes(write(port, random)), random, token));

    private static async Task<string> ExchangeAsync(AttackedPort port, byte[] request, Random random, CancellationToken cancellationToken)
    {
        using Socket socket = await port.ConnectAsync(random, cancellationToken);
        try
        {
            await AttackedPort.SendAsync(socket, request, cancellationToken);
        }
        catch (SocketException)
        {
            // Refused before it was all there; the answer may be there all the same.
        }

        return await AttackedPort.ReadAsync(socket, cancellationToken);
    }

    private static string Hosted(AttackedPort port, string hosts, Random random) =>
        $"GET {port.Path}?{Stolen}&state={State(random)} HTTP/1.1\r\n{hosts}\r\n";

    private static string Post(AttackedPort port, string fields, string body) => port.Request(
        "POST", port.Path, $"Content-Type: application/x-www-form-urlencoded\r\n{fields}") + body;

    private static string[] OtherPaths(AttackedPort port) =>
    [
        "/", "/favicon.ico", port.Path + "/", port.Path.ToUpperInvariant(), "/" + port.Path, port.Path + "%2f", $"/x/..{port.Path}",
        "/%63allback", port.Path + ";x",
    ];

    private static string State(Random random)
    {
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        return Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static byte[] TlsHello(Random random)
    {
        byte[] hello = new byte[300];
        random.NextBytes(hello);
        byte[] start = [0x16, 0x03, 0x01, 0x01, 0x27, 0x01, 0x00, 0x01, 0x23, 0x03, 0x03];
        start.CopyTo(hello, 0);
        return hello;
    }

    private static byte[] Noise(Random random)
    {
        byte[] noise = new byte[random.Next(1, 4096)];
        random.NextBytes(noise);
        return noise;
    }

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
