using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PrxAuth.Core.Tests.Support;

/// <summary>Lets requests in that carry an access token of the simulator: as a bearer token, or as the password of a user.</summary>
/// <param name="protectedApi">What answers a good token with success.</param>
/// <param name="scheme"><c>Basic</c> or <c>Bearer</c>.</param>
internal sealed class TokenDoor(Uri protectedApi, string scheme) : IDisposable
{
    private readonly HttpClient _api = new(new SocketsHttpHandler { UseProxy = false });
    private int _refused;

    /// <summary>How many requests had no good token.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The user names that came with good tokens.</summary>
    public ConcurrentBag<string> UserNames { get; } = [];

    public void Dispose() => _api.Dispose();

    /// <summary>Whether a request is let in; if not, it has been answered.</summary>
    public async Task<bool> OpensToAsync(HttpContext context)
    {
        if (Read(context.Request.Headers.Authorization.ToString()) is var (user, token) && await IsGoodAsync(token))
        {
            UserNames.Add(user);
            return true;
        }

        Interlocked.Increment(ref _refused);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = $"{scheme} realm=\"door\"";
        return false;
    }

    private (string User, string Token)? Read(string authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out AuthenticationHeaderValue? header) || header.Scheme != scheme || header.Parameter is not { } parameter)
        {
            return null;
        }

        return scheme == "Bearer" ? (string.Empty, parameter)
            : Encoding.UTF8.GetString(Convert.FromBase64String(parameter)).Split(':', 2) is [var user, var token] ? (user, token) : null;
    }

    private async Task<bool> IsGoodAsync(string token)
    {
        // Some clients send an empty password first.
        if (token.Length == 0)
        {
            return false;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, protectedApi) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using HttpResponseMessage response = await _api.SendAsync(request);
        return response.IsSuccessStatusCode;
    }
}
