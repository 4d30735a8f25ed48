using System.Globalization;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Torture.Racing;

/// <summary>Fetches the shared profile's token whenever it is told the time and how long the token must last.</summary>
internal static class RaceWorker
{
    public const string Verb = "race-worker";

    /// <summary>The word before a token.</summary>
    public const string Token = "token";

    public static async Task<int> RunAsync()
    {
        var clock = new ShiftedClock();
        using AuthSession session = AuthSession.Open(new AuthSessionOptions { Time = clock });
        Console.WriteLine("ready");
        while ((await Console.In.ReadLineAsync())?.Split(' ') is [string shift, string minimumValidity])
        {
            clock.Shift = TimeSpan.FromTicks(long.Parse(shift, CultureInfo.InvariantCulture));
            TimeSpan? demanded = minimumValidity.Length == 0
                ? null
                : TimeSpan.FromTicks(long.Parse(minimumValidity, CultureInfo.InvariantCulture));
            RaceAnswer answer = await FetchAsync(session, demanded);
            Console.WriteLine(answer.Token is { } token ? $"{Token} {token}" : $"error {answer.Failure}");
        }

        return 0;
    }

    /// <summary>Fetches the token over a session.</summary>
    public static async Task<RaceAnswer> FetchAsync(AuthSession session, TimeSpan? minimumValidity)
    {
        try
        {
            Credential credential = await session.Tokens.GetAsync(
                session.Profiles.Select(TortureWorld.Provider, null), minimumValidity, CancellationToken.None);
            return RaceAnswer.Got(credential.UsableToken.Reveal());
        }
        catch (PrxAuthException e)
        {
            return RaceAnswer.Failed($"{e.Error}: {e.Message}");
        }
    }
}
