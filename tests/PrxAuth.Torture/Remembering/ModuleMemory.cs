using System.Globalization;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.EngineHost;

namespace PrxAuth.Torture.Remembering;

/// <summary>The staged module in one PowerShell session. Its clock is the system's, so the tokens live little longer than what is asked for.</summary>
internal sealed class ModuleMemory : IRememberer
{
    private const int Session = 1;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(30);

    // A minute must be left of a token that is given out: each is renewed after some seconds.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(66);

    private readonly EngineProcess _engine;

    private ModuleMemory(EngineProcess engine) => _engine = engine;

    public long Received { get; private set; }

    public static async Task<ModuleMemory> OpenAsync(TortureWorld world)
    {
        world.Server.Control.AccessTokenLifetime = s_lifetime;
        using (AuthSession session = world.Open())
        {
            await TortureWorld.SignInAsync(session, ProfileKey.DefaultProfile);
        }

        EngineProcess engine = EngineProcess.Start(world.Environment);
        await engine.OpenAsync(Session, s_patience);
        var memory = new ModuleMemory(engine);
        await memory.RunAsync($"$handle = Get-PrxAuthToken {TortureWorld.Provider} -AsHandle; function Send-Bound([securestring] $Token) {{ $Token.Length }}");
        // The first renewal brings the network stack into the process, whenever it comes; that is no growth.
        await memory.RunAsync($"$null = Update-PrxAuthToken {TortureWorld.Provider} -ErrorAction Stop");
        return memory;
    }

    // By turns: a SecureString, a new handle, and a handle that is bound, as Invoke-RestMethod binds it.
    public async Task CallAsync(int calls)
    {
        string received = await RunAsync($$"""
            $received = 0
            for ($i = 0; $i -lt {{calls}}; $i++) {
                switch ($i % 3) {
                    0 { $token = Get-PrxAuthToken {{TortureWorld.Provider}}; if ($token.Length -gt 0) { $received++ } }
                    1 { $handle = Get-PrxAuthToken {{TortureWorld.Provider}} -AsHandle; if ("$handle" -eq '[redacted]') { $received++ } }
                    2 { if ((Send-Bound -Token $handle) -gt 0) { $received++ } }
                }
            }
            $received
            """);
        Received += long.Parse(received, CultureInfo.InvariantCulture);
    }

    public async Task<Memory> SampleAsync()
    {
        string[] words = (await RunAsync(
            "[GC]::Collect(); [GC]::WaitForPendingFinalizers(); [GC]::Collect(); \"$([GC]::GetTotalMemory($true)) $PID\"")).Split(' ');
        return new Memory(long.Parse(words[0], CultureInfo.InvariantCulture), ProcessFacts.Of(int.Parse(words[1], CultureInfo.InvariantCulture)));
    }

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> RunAsync(string script)
    {
        EngineResult result = await _engine.RunAsync(Session, script, s_patience);
        return EngineProcess.FailureOf(result) is { } failure ? throw new InvalidOperationException(failure) : result.Output.LastOrDefault()?.Text ?? string.Empty;
    }
}
