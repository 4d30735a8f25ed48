using System.Globalization;
using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Wire;

namespace PrxAuth.Torture.Stopping;

/// <summary>Fetches or renews the shared profile's token as it is told, and stops itself where it is told to.</summary>
internal static class StopWorker
{
    public const string Verb = "stop-worker";

    /// <summary>A token that is good enough as it is will do.</summary>
    public const string Get = "get";

    /// <summary>Nothing but a renewal will do.</summary>
    public const string Renew = "renew";

    /// <summary>The word before a token.</summary>
    public const string Token = "token";

    public static async Task<int> RunAsync(string speed)
    {
        var clock = new ShiftedClock(int.Parse(speed, CultureInfo.InvariantCulture));
        var gate = new StepGate();
        using FileCredentialStore store = OpenStore(clock, gate);
        using AuthSession session = AuthSession.Open(new AuthSessionOptions
        {
            Time = clock,
            Store = store,
            CreateHandler = () => new SteppedHandler(ProviderHttp.CreateHandler(), gate),
        });
        Console.WriteLine("ready");
        while ((await Console.In.ReadLineAsync())?.Split(' ') is [string what, string shift, string stopAt])
        {
            clock.Shift = TimeSpan.FromTicks(long.Parse(shift, CultureInfo.InvariantCulture));
            gate.Begin(int.Parse(stopAt, CultureInfo.InvariantCulture));
            Console.WriteLine(await DoAsync(session, what));
        }

        return 0;
    }

    private static FileCredentialStore OpenStore(ShiftedClock clock, StepGate gate) => new(
        AuthPaths.FromEnvironment(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows()).SecretsDirectory,
        KeySourceOptions.ForThisMachine(Environment.GetEnvironmentVariable), clock, new SteppedWriter(gate));

    private static async Task<string> DoAsync(AuthSession session, string what)
    {
        ProfileSelection selection = session.Profiles.Select(TortureWorld.Provider, null);
        try
        {
            Credential credential = what == Get
                ? await session.Tokens.GetAsync(selection, null, CancellationToken.None)
                : await session.Tokens.RenewAsync(selection, CancellationToken.None);
            return $"{Token} {credential.UsableToken.Reveal()}";
        }
        catch (PrxAuthException e)
        {
            return $"error {e.Error} {e.Message.ReplaceLineEndings(" ")}";
        }
    }
}
