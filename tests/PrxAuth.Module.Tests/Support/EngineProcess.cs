using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using PrxAuth.EngineHost;

namespace PrxAuth.Module.Tests.Support;

/// <summary>A process with a PowerShell engine.</summary>
internal sealed class EngineProcess : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private EngineProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public ConcurrentQueue<string> Events { get; } = [];

    public static EngineProcess Start(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Staged.EngineHost)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new EngineProcess(Process.Start(start)!);
    }

    public void Send(EngineRequest request)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        _process.StandardInput.Flush();
    }

    public async Task<EngineResult> AskAsync(EngineRequest request)
    {
        Events.Clear();
        Send(request);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_longest);
        while (true)
        {
            string line = await ReadAsync(request, patience.Token);
            EngineReply reply = JsonSerializer.Deserialize<EngineReply>(line)!;
            if (reply.Result is { } result)
            {
                return result;
            }

            Events.Enqueue($"{reply.Stream}: {reply.Text}");
        }
    }

    private async Task<string> ReadAsync(EngineRequest request, CancellationToken patience)
    {
        try
        {
            return await _process.StandardOutput.ReadLineAsync(patience) ?? throw new InvalidOperationException("The engine's process has ended.");
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The engine has not ended in {s_longest.TotalSeconds} seconds: {request.Script}\n{string.Join('\n', Events)}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
