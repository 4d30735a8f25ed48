using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Tokens;

/// <summary>
/// Whether renewed tokens are those of the profile. What is compared came straight from the token endpoint over TLS (OpenID Connect Core
/// sections 3.1.3.7 (6) and 12.2): fetching keys for it now would leave the rotated refresh token in memory alone for as long as that takes.
/// </summary>
internal static class RenewedIdentity
{
    /// <summary>Whether the tokens are another account's: by the id_token, or, where none came, by access tokens in the profile of
    /// RFC 9068, whose <c>sub</c> is the account. Any other access token is not for a client to read.</summary>
    public static bool IsAnotherAccount(ProviderDefinition provider, Credential credential, TokenSet renewed)
    {
        if (Claims(provider, renewed.IdToken) is { } claims)
        {
            return credential.Subject is not null && AccountReader.From(provider, claims).Subject is { } subject && subject != credential.Subject;
        }

        return SubjectOf(credential.Tokens.AccessToken) is { } before && SubjectOf(renewed.AccessToken) is { } after && before != after;
    }

    /// <summary>Why a renewed id_token is not the successor of the one before (OpenID Connect Core section 12.2); null: it is, or none came.</summary>
    public static string? FlawOf(ProviderDefinition provider, Credential credential, TokenSet renewed)
    {
        if (Claims(provider, renewed.IdToken) is not { } claims)
        {
            return null;
        }

        string? issuer = IdTokenValidator.Text(claims, "iss");
        JsonElement? first = Claims(provider, credential.Tokens.IdToken);
        bool sameIssuer = first is { } known && IdTokenValidator.Text(known, "iss") is { } before
            ? before == issuer
            : (provider.IdTokenIssuer ?? provider.Issuer) is not { } expected || IdTokenValidator.IssuerMatches(expected, issuer, IdTokenValidator.Text(claims, "tid"));
        return !sameIssuer ? "its issuer is another one than before"
            : !IdTokenValidator.AudienceContains(claims, provider.ClientId!) ? $"its audience does not contain the client '{provider.ClientId}'"
            : first is { } earlier && !IdTokenValidator.HaveSameAudience(earlier, claims) ? "its audience is another one than before"
            : first is { } signedIn && HasAnotherNonce(signedIn, claims) ? "its nonce is another one than before"
            : null;
    }

    // A refreshed id_token need not repeat the nonce of the sign-in; one that names a nonce names that one.
    private static bool HasAnotherNonce(JsonElement first, JsonElement refreshed) =>
        IdTokenValidator.Text(first, "nonce") is { } before && IdTokenValidator.Text(refreshed, "nonce") is { } now && before != now;

    private static JsonElement? Claims(ProviderDefinition provider, Secret? idToken) =>
        idToken is not null && provider.OpenIdConnect && IdTokenValidator.TryReadClaims(idToken, out JsonElement claims)
        && claims.ValueKind == JsonValueKind.Object
            ? claims
            : null;

    private static string? SubjectOf(Secret accessToken) =>
        IdTokenValidator.TryParse(accessToken, out JsonWebToken? token, out JsonElement claims)
        && token.Typ is "at+jwt" or "application/at+jwt" && claims.ValueKind == JsonValueKind.Object
            ? IdTokenValidator.Text(claims, "sub")
            : null;
}
