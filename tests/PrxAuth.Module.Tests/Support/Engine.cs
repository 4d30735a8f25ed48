using PrxAuth.EngineHost;

namespace PrxAuth.Module.Tests.Support;

/// <summary>A PowerShell session with the staged module, in a process that no other test uses at the same time.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly EngineProcess _process;
    private readonly bool _isPooled;
    private bool _isBusy;

    private Engine(EngineProcess process, bool isPooled)
    {
        _process = process;
        _isPooled = isPooled;
    }

    public int ProcessId => _process.Id;

    /// <summary>What was written while the last script ran, as it came.</summary>
    public IReadOnlyCollection<string> Events => _process.Events;

    /// <summary>A fresh session in a process that may have served other tests before.</summary>
    public static Task<Engine> OpenAsync(World world) => OpenAsync(world, answers: null);

    /// <summary>The same with a person at the prompt, who answers this and then waits to be told more.</summary>
    public static Task<Engine> OpenWithPersonAsync(World world, params string[] answers) => OpenAsync(world, answers);

    /// <summary>A session in a process of its own.</summary>
    /// <param name="world">The world.</param>
    /// <param name="module">The module to import; null imports none.</param>
    public static async Task<Engine> OpenFreshAsync(World world, string? module)
    {
        var engine = new Engine(EngineProcess.Start(world.Environment), isPooled: false);
        await engine.OpenSessionAsync(world, module, null);
        return engine;
    }

    /// <summary>Runs a script to its end.</summary>
    public async Task<EngineResult> RunAsync(string script) => await Start(script);

    /// <summary>Starts a script; the task is its end.</summary>
    public Task<EngineResult> Start(string script) => AskAsync(new EngineRequest { Command = "run", Script = script });

    /// <summary>Runs a script that must not fail.</summary>
    public async Task<EngineResult> MustAsync(string script)
    {
        EngineResult result = await RunAsync(script);
        Assert.Null(result.Terminating?.Message);
        Assert.Empty(result.Errors.Select(error => error.Message));
        return result;
    }

    /// <summary>Runs a script that must fail once, and gives the failure.</summary>
    public async Task<ErrorReport> FailAsync(string script)
    {
        EngineResult result = await RunAsync(script);
        return result.SingleError();
    }

    public async Task<IReadOnlyList<string>> CompleteAsync(string line) =>
        (await AskAsync(new EngineRequest { Command = "complete", Script = line })).Completions;

    /// <summary>Types a line at the prompt.</summary>
    public void Answer(string text) => _process.Send(new EngineRequest { Command = "answer", Script = text });

    /// <summary>Presses Ctrl+C.</summary>
    public void Stop() => _process.Send(new EngineRequest { Command = "stop" });

    public ValueTask DisposeAsync()
    {
        if (_isPooled && !_isBusy && !_process.HasExited)
        {
            EnginePool.Return(_process);
        }
        else
        {
            _process.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static async Task<Engine> OpenAsync(World world, string[]? answers)
    {
        var engine = new Engine(EnginePool.Take(), isPooled: true);
        await engine.OpenSessionAsync(world, Staged.Manifest, answers);
        return engine;
    }

    private async Task OpenSessionAsync(World world, string? module, string[]? answers)
    {
        EngineResult opened = await AskAsync(new EngineRequest
        {
            Command = "open",
            Environment = world.Environment,
            Module = module,
            Answers = answers is null ? null : [.. answers],
        });
        Assert.Empty(opened.Errors.Select(error => error.Message));
        Assert.Null(opened.Terminating?.Message);
    }

    private async Task<EngineResult> AskAsync(EngineRequest request)
    {
        _isBusy = true;
        EngineResult result = await _process.AskAsync(request);
        _isBusy = false;
        return result;
    }
}
