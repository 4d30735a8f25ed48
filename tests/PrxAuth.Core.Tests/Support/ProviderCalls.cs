using System.Net;
using System.Net.Http.Headers;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Tests.Support;

/// <summary>What tests of one provider do beside signing in.</summary>
internal static class ProviderCalls
{
    /// <summary>Signs the profile out, with revocation.</summary>
    public static Task<RevocationResult?> SignOutAsync(this SimulatedWorld world, ProfileKey key) => world.Session.SignOut.SignOutAsync(
        key, world.Session.Profiles.Select(key.Provider, key.Profile).Provider, localOnly: false, SimulatedWorld.Cancellation);

    /// <summary>What is shown of a provider's usual profile.</summary>
    public static ValueTask<ProfileView> ViewAsync(this SimulatedWorld world, string provider) =>
        world.Session.Profiles.GetAsync(world.Session.Profiles.Select(provider, null).Key, SimulatedWorld.Cancellation);

    /// <summary>What a provider's API says to a token.</summary>
    public static async Task<HttpStatusCode> CallAsync(
        this SimulatedWorld world, string path, Secret token, params (string Name, string Value)[] headers)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(world.Server.BaseAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await client.SendAsync(request, SimulatedWorld.Cancellation);
        return response.StatusCode;
    }
}
