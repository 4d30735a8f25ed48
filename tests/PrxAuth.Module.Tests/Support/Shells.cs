using PrxAuth.EngineHost;

namespace PrxAuth.Module.Tests.Support;

/// <summary>A place where <c>prx</c> lines are typed.</summary>
internal interface IShell : IAsyncDisposable
{
    /// <summary>Runs a line that must end with status 0, and gives its output.</summary>
    Task<string> MustAsync(string line);

    /// <summary>Starts a line and waits until it shows an address.</summary>
    Task<string> StartAndFindAddressAsync(string line);

    /// <summary>Types into the line that was started.</summary>
    Task TypeAsync(string text);

    /// <summary>Waits for the line that was started, which must end with status 0.</summary>
    Task EndAsync();
}

/// <summary>The function in a PowerShell session.</summary>
internal sealed class SessionShell(Engine engine) : IShell
{
    private Task<EngineResult>? _running;

    public async Task<string> MustAsync(string line)
    {
        EngineResult result = await engine.MustAsync(line);
        Assert.Equal("0", result.LastExitCode);
        return result.OutputText();
    }

    public async Task<string> StartAndFindAddressAsync(string line)
    {
        _running = engine.Start(line);
        return await ConnectTests.ShownAddressAsync(engine);
    }

    public Task TypeAsync(string text)
    {
        engine.Answer(text);
        return Task.CompletedTask;
    }

    public async Task EndAsync()
    {
        EngineResult result = await _running!;
        Assert.Empty(result.Errors.Select(error => error.Message));
        Assert.Equal("0", result.LastExitCode);
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}

/// <summary>The executable.</summary>
internal sealed class ExecutableShell(World world) : IShell
{
    private Prx? _running;

    public async Task<string> MustAsync(string line)
    {
        PrxResult result = await Prx.RunAsync(world, line);
        result.Must();
        return result.Output;
    }

    public async Task<string> StartAndFindAddressAsync(string line)
    {
        _running = Prx.Start(world, line);
        string? Find() => _running.ErrorSoFar.Split([' ', '\n']).FirstOrDefault(word => word.StartsWith("http", StringComparison.Ordinal));
        await Soon.UntilAsync(() => _running.ErrorSoFar.Contains("paste", StringComparison.OrdinalIgnoreCase) && Find() is not null, "an address was shown");
        return Find()!.Trim();
    }

    public Task TypeAsync(string text) => _running!.TypeAsync(text);

    public async Task EndAsync() => (await _running!.EndAsync()).Must();

    public ValueTask DisposeAsync()
    {
        _running?.Dispose();
        return ValueTask.CompletedTask;
    }
}
