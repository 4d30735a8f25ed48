using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrxAuth.Core.Flows.Browsing;

namespace PrxAuth.Core.Tests.Support;

/// <summary>A real Chromium without a window, spoken to by its DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] s_names = ["chromium", "chromium-browser"];

    private readonly string _home = Directory.CreateTempSubdirectory("prxauth-chromium-").FullName;
    private readonly Process _browser;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _complaints = [];
    private string? _session;
    private int _lastId;

    private Chromium(string path)
    {
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={_home}", "about:blank",
        ];
        _browser = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Where Chromium is; null where it is not installed.</summary>
    public static string? Find() => s_names
        .Select(name => ProgramPath.Find(name, Environment.GetEnvironmentVariable("PATH"), isWindows: false))
        .FirstOrDefault(path => path is not null);

    /// <summary>What the browser's console and its policies complained of.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<Chromium> StartAsync(string path, CancellationToken cancellation)
    {
        var chromium = new Chromium(path);
        try
        {
            await chromium.ConnectAsync(cancellation);
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the window that of a phone or a desk, by day or by night.</summary>
    public async Task BecomeAsync(int width, int height, bool mobile, bool dark, CancellationToken cancellation)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width,
            ["height"] = height,
            ["deviceScaleFactor"] = mobile ? 2 : 1,
            ["mobile"] = mobile,
        }, cancellation);
        await CallAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        }, cancellation);
    }

    /// <summary>Goes to a page and waits until it is there.</summary>
    public async Task GoAsync(Uri address, CancellationToken cancellation)
    {
        await CallAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri }, cancellation);
        await ReadUntilAsync(message => message["method"]?.GetValue<string>() == "Page.loadEventFired", cancellation);
    }

    /// <summary>The value of an expression in the page. The page's own policy forbids scripts; DevTools are not the page.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression, CancellationToken cancellation)
    {
        JsonNode result = await CallAsync(
            "Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true }, cancellation);
        return result["result"]!["value"];
    }

    /// <summary>A picture of the page, as PNG.</summary>
    public async Task<byte[]> CaptureAsync(CancellationToken cancellation)
    {
        JsonNode result = await CallAsync("Page.captureScreenshot", [], cancellation);
        return Convert.FromBase64String(result["data"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _browser.Kill(entireProcessTree: true);
        await _browser.WaitForExitAsync(CancellationToken.None);
        _browser.Dispose();
        await DeleteHomeAsync();
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        // Chromium says "DevTools listening on ws://…" once it does.
        string? line;
        do
        {
            line = await _browser.StandardError.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("Chromium ended at once.");
        }
        while (!line.Contains("ws://", StringComparison.Ordinal));
        _ = _browser.StandardError.ReadToEndAsync(CancellationToken.None);
        await _socket.ConnectAsync(new Uri(line[line.IndexOf("ws://", StringComparison.Ordinal)..].Trim()), cancellation);
        JsonNode target = await CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" }, cancellation);
        JsonNode attached = await CallAsync(
            "Target.attachToTarget",
            new JsonObject { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true },
            cancellation);
        _session = attached["sessionId"]!.GetValue<string>();
        foreach (string domain in (string[])["Page.enable", "Runtime.enable", "Log.enable"])
        {
            await CallAsync(domain, [], cancellation);
        }
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        int id = ++_lastId;
        JsonObject message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        JsonNode answer = await ReadUntilAsync(one => one["id"]?.GetValue<int>() == id, cancellation);
        return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer["error"]}");
    }

    private async Task<JsonNode> ReadUntilAsync(Func<JsonNode, bool> isWanted, CancellationToken cancellation)
    {
        while (true)
        {
            JsonNode message = await ReadAsync(cancellation);
            if (message["method"]?.GetValue<string>() is "Log.entryAdded" or "Runtime.consoleAPICalled" or "Runtime.exceptionThrown")
            {
                _complaints.Add(message["params"]!.ToJsonString());
            }

            if (isWanted(message))
            {
                return message;
            }
        }
    }

    private async Task<JsonNode> ReadAsync(CancellationToken cancellation)
    {
        using MemoryStream whole = new();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            whole.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(whole.ToArray())!;
    }

    // The last of its processes may still be writing when the first has ended.
    private async Task DeleteHomeAsync()
    {
        for (int attempt = 1; Directory.Exists(_home); attempt++)
        {
            try
            {
                Directory.Delete(_home, recursive: true);
            }
            catch (IOException) when (attempt < 50)
            {
                await Task.Delay(100);
            }
        }
    }
}
