using System.Globalization;
using System.Net.Http.Headers;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Torture.Racing;

/// <summary>Fetches the shared profile's token whenever it is told the time, and tries the token at the provider's API.</summary>
internal static class RaceWorker
{
    public const string Verb = "race-worker";

    public static async Task<int> RunAsync()
    {
        var clock = new ShiftedClock();
        using AuthSession session = AuthSession.Open(new AuthSessionOptions { Time = clock });
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Uri api = new(Environment.GetEnvironmentVariable(TortureBrowser.ApiVariable)!);
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            clock.Shift = TimeSpan.FromTicks(long.Parse(line, CultureInfo.InvariantCulture));
            Console.WriteLine(await FetchAsync(session, client, api));
        }

        return 0;
    }

    private static async Task<string> FetchAsync(AuthSession session, HttpClient client, Uri api)
    {
        try
        {
            Credential credential = await session.Tokens.GetAsync(
                session.Profiles.Select(TortureWorld.Provider, null), null, CancellationToken.None);
            using var request = new HttpRequestMessage(HttpMethod.Get, api);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.UsableToken.Reveal());
            using HttpResponseMessage response = await client.SendAsync(request);
            return response.IsSuccessStatusCode ? $"ok {credential.Generation}" : $"error the API answered {(int)response.StatusCode}";
        }
        catch (Exception e) when (e is PrxAuthException or HttpRequestException)
        {
            return $"error {(e as PrxAuthException)?.Error}: {e.Message.ReplaceLineEndings(" ")}";
        }
    }
}
