using System.Net.Http.Headers;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Tokens;

/// <summary>The headers that carry a profile's token to an API.</summary>
public static class RequestHeaders
{
    /// <summary><c>Authorization</c>, and for a token that is bound to a key <c>DPoP</c> with the proof for this one request
    /// (RFC 6750 section 2.1, RFC 9449 section 7.1).</summary>
    /// <param name="credential">The profile's credential.</param>
    /// <param name="uri">Where the request goes; needed for a bound token, else not looked at.</param>
    /// <param name="method">The method of the request; null: GET.</param>
    /// <param name="nonce">The nonce that the API asked for in <c>DPoP-Nonce</c>; null: none.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ProofAddressMissing"/>: the token is bound, and the address is not known.</exception>
    public static IReadOnlyDictionary<string, string> For(Credential credential, Uri? uri, string? method, string? nonce, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(time);
        if (credential.TokenType != DpopProof.TokenType || credential.DpopKey is not { } key)
        {
            return new Dictionary<string, string> { ["Authorization"] = $"Bearer {credential.UsableToken.Reveal()}" };
        }

        return uri is { IsAbsoluteUri: true }
            ? new Dictionary<string, string>
            {
                ["Authorization"] = $"{DpopProof.TokenType} {credential.UsableToken.Reveal()}",
                [DpopProof.Header] = DpopProof.Create(key, (method ?? "GET").ToUpperInvariant(), uri, time.GetUtcNow(), nonce, credential.UsableToken),
            }
            : throw new PrxAuthException(
                PrxAuthError.ProofAddressMissing,
                $"The token of '{credential.Key}' is bound to a key (DPoP), and a proof is good for one address and one method.",
                $"Name them: Get-PrxAuthToken -Provider {credential.Key.Provider} -Profile {credential.Key.Profile} -AsHeader -Uri ADDRESS -Method GET")
            { Target = credential.Key.ToString() };
    }

    /// <summary>Lets a request of our own carry a token that was just issued.</summary>
    internal static void Authorize(HttpRequestMessage request, Secret accessToken, Secret? dpopKey, string? nonce, TimeProvider time)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue(dpopKey is null ? "Bearer" : DpopProof.TokenType, accessToken.Reveal());
        if (dpopKey is not null)
        {
            request.Headers.Add(DpopProof.Header, DpopProof.Create(dpopKey, request.Method.Method, request.RequestUri!, time.GetUtcNow(), nonce, accessToken));
        }
    }
}
