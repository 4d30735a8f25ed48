using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using PrxAuth.EngineHost;

namespace PrxAuth.Torture;

/// <summary>A process with PowerShell engines: one runspace for each session that is opened.</summary>
internal sealed class EngineProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<EngineResult>> _asked = [];
    private readonly Lock _gate = new();

    private EngineProcess(Process process)
    {
        _process = process;
        _ = ListenAsync();
    }

    public static EngineProcess Start(IReadOnlyDictionary<string, string?> environment) => new(ChildProcess.Start(environment, Staged.EngineHost, []));

    /// <summary>Opens a session with the staged module.</summary>
    public async Task OpenAsync(int session, TimeSpan patience)
    {
        EngineResult opened = await AskAsync(new EngineRequest { Command = "open", Session = session, Module = Staged.Module }, patience);
        if (FailureOf(opened) is { } failure)
        {
            throw new InvalidOperationException($"The module cannot be imported: {failure}");
        }
    }

    /// <summary>Runs a script in a session.</summary>
    public Task<EngineResult> RunAsync(int session, string script, TimeSpan patience) =>
        AskAsync(new EngineRequest { Command = "run", Session = session, Script = script }, patience);

    /// <summary>What went wrong in a script; null: nothing.</summary>
    public static string? FailureOf(EngineResult result) =>
        (result.Terminating ?? result.Errors.FirstOrDefault()) is { } error ? $"{error.Id} {error.Message}" : null;

    public void Dispose() => ChildProcess.End(_process);

    private Task<EngineResult> AskAsync(EngineRequest request, TimeSpan patience)
    {
        var answer = new TaskCompletionSource<EngineResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[request.Session] = answer;
        lock (_gate)
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            _process.StandardInput.Flush();
        }

        return answer.Task.WaitAsync(patience);
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            EngineReply reply = JsonSerializer.Deserialize<EngineReply>(line)!;
            if (reply.Result is { } result && _asked.TryRemove(reply.Session, out TaskCompletionSource<EngineResult>? asked))
            {
                asked.SetResult(result);
            }
        }

        foreach (TaskCompletionSource<EngineResult> asked in _asked.Values)
        {
            asked.TrySetException(new InvalidOperationException("The engine's process has ended."));
        }
    }
}
