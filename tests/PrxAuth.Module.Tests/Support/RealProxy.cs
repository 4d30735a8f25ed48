using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PrxAuth.Module.Tests.Support;

/// <summary>A proxy as Debian has it, in a process of its own on a free port of the loopback address.</summary>
internal sealed class RealProxy : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly string _log;

    private RealProxy(Process process, int port, string log)
    {
        _process = process;
        _log = log;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Tinyproxy, which takes CONNECT to any port.</summary>
    /// <param name="directory">Where its files go.</param>
    /// <param name="credentials">A user's name and a word that it asks for; null: it asks for none.</param>
    public static Task<RealProxy> StartTinyproxyAsync(string directory, (string User, string Word)? credentials = null) =>
        StartAsync("tinyproxy", directory, port =>
        {
            string configuration = Path.Combine(directory, "tinyproxy.conf");
            File.WriteAllText(configuration, $"""
                Port {port}
                Listen 127.0.0.1
                Timeout 60
                MaxClients 20
                LogLevel Connect
                {(credentials is { } needed ? $"BasicAuth {needed.User} {needed.Word}" : string.Empty)}

                """);
            return ["-d", "-c", configuration];
        });

    /// <summary>Microsocks, a SOCKS5 proxy.</summary>
    public static Task<RealProxy> StartMicrosocksAsync(string directory, (string User, string Word)? credentials = null) =>
        StartAsync("microsocks", directory, port => credentials is { } needed
            ? ["-i", "127.0.0.1", "-p", $"{port}", "-u", needed.User, "-P", needed.Word]
            : ["-i", "127.0.0.1", "-p", $"{port}"]);

    /// <summary>Waits until the proxy's log tells of something.</summary>
    public async Task LogsAsync(string text)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!Log().Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>What it has logged so far.</summary>
    public string Log() => File.Exists(_log) ? File.ReadAllText(_log) : string.Empty;

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<RealProxy> StartAsync(string program, string directory, Func<int, string[]> arguments)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"There is no {program} here (Debian: apt-get install {program}), so no real proxy was gone through.");
        int port = FreePort();
        string log = Path.Combine(directory, $"{program}.log");
        // A shell in between lets the log be a file, which no full pipe can stop.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, path!, .. arguments(port)])
        {
            UseShellExecute = false,
        };
        var proxy = new RealProxy(Process.Start(start)!, port, log);
        try
        {
            await proxy.ListensAsync();
            return proxy;
        }
        catch
        {
            proxy.Dispose();
            throw;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ListensAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            Assert.False(_process.HasExited, $"The proxy ended: {Log()}");
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, Port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }
}
