using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>Checks id_tokens (OpenID Connect Core section 3.1.3.7).</summary>
internal sealed class IdTokenValidator(ProviderHttp http, TimeProvider time)
{
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(5);

    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>The claims of a valid id_token.</summary>
    /// <param name="provider">The provider, resolved.</param>
    /// <param name="idToken">The id_token, straight from the token endpoint.</param>
    /// <param name="nonce">The nonce that was sent; null when none was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.IdTokenInvalid"/> names the check that failed.</exception>
    public async Task<JsonElement> ValidateAsync(ProviderDefinition provider, Secret idToken, string? nonce, CancellationToken cancellationToken)
    {
        if (!TryParse(idToken, out JsonWebToken? token, out JsonElement claims))
        {
            throw Invalid(provider, "it is not a signed JSON Web Token");
        }

        CheckHeader(provider, token);
        // Section 3.1.3.7 (6) lets a token that came straight from the token endpoint over TLS go without; we check wherever keys are known.
        if (provider.JwksUri is not null)
        {
            await CheckSignatureAsync(provider, token, idToken, cancellationToken).ConfigureAwait(false);
        }

        CheckClaims(provider, claims, nonce);
        return claims;
    }

    /// <summary>The claims as they stand in an id_token, unchecked; false when it is not a signed JSON Web Token.</summary>
    public static bool TryReadClaims(Secret idToken, out JsonElement claims) => TryParse(idToken, out _, out claims);

    /// <summary>The same, with the token itself.</summary>
    internal static bool TryParse(Secret idToken, [NotNullWhen(true)] out JsonWebToken? token, out JsonElement claims)
    {
        try
        {
            token = new JsonWebToken(idToken.Reveal());
            claims = StrictJson.TryParse(Base64UrlEncoder.Decode(token.EncodedPayload)) ?? throw new FormatException();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException or InvalidOperationException or SecurityTokenException)
        {
            token = null;
            claims = default;
            return false;
        }
    }

    // Without a signature come only tokens of clients that registered for it (OpenID Connect Core section 2). What a header calls critical
    // must be understood (RFC 7515 section 4.1.11), and nothing of the kind is.
    private static void CheckHeader(ProviderDefinition provider, JsonWebToken token)
    {
        if (string.IsNullOrEmpty(token.Alg) || token.Alg.Equals(SecurityAlgorithms.None, StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid(provider, "its algorithm is none");
        }

        if (StrictJson.TryParse(Base64UrlEncoder.Decode(token.EncodedHeader)) is not { ValueKind: JsonValueKind.Object } header
            || header.TryGetProperty("crit", out _))
        {
            throw Invalid(provider, "its header asks for extensions that PrxAuth does not know (crit)");
        }
    }

    private async Task CheckSignatureAsync(ProviderDefinition provider, JsonWebToken token, Secret idToken, CancellationToken cancellationToken)
    {
        if (!s_algorithms.Contains(token.Alg, StringComparer.Ordinal))
        {
            throw Invalid(provider, $"its algorithm '{SafeText.Clean(token.Alg)}' is not accepted");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, provider.JwksUri);
        ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccessStatus)
        {
            throw ProviderFailure.From(provider, reply);
        }

        JsonWebKeySet keys;
        try
        {
            keys = new JsonWebKeySet(reply.Body);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException or InvalidOperationException)
        {
            throw Invalid(provider, "the provider's key set cannot be read");
        }

        var parameters = new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = s_algorithms,
            RequireSignedTokens = true,
            // The claims are checked below, by the clock we are given and with errors that name the claim.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        };
        TokenValidationResult result = await new JsonWebTokenHandler().ValidateTokenAsync(idToken.Reveal(), parameters).ConfigureAwait(false);
        if (!result.IsValid)
        {
            throw Invalid(provider, "its signature does not verify with the provider's keys");
        }
    }

    private void CheckClaims(ProviderDefinition provider, JsonElement claims, string? nonce)
    {
        if (claims.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(provider, "its payload is not an object");
        }

        DateTimeOffset now = time.GetUtcNow();
        string? issuer = Text(claims, "iss");
        if ((provider.IdTokenIssuer ?? provider.Issuer) is { } expected && !IssuerMatches(expected, issuer, Text(claims, "tid")))
        {
            throw Invalid(provider, $"its issuer '{SafeText.Clean(issuer ?? "(none)")}' is not '{expected}'");
        }

        if (Text(claims, "sub") is not { Length: > 0 and <= 255 })
        {
            throw Invalid(provider, "it names no account (sub)");
        }

        HashSet<string> audiences = Audiences(claims);
        if (!audiences.Contains(provider.ClientId!))
        {
            throw Invalid(provider, $"its audience does not contain the client '{provider.ClientId}'");
        }

        // Other audiences are trusted where the provider says beside them that the token was issued to us.
        string? authorizedParty = Text(claims, "azp");
        if (authorizedParty is null ? audiences.Count > 1 : authorizedParty != provider.ClientId)
        {
            throw Invalid(provider, authorizedParty is null
                ? "its audience has others beside the client and it does not say whom it was issued to (azp)"
                : "it was issued to another client (azp)");
        }

        if (Time(claims, "exp") is not { } expiry || expiry + s_clockSkew < now)
        {
            throw Invalid(provider, "it has run out (exp); if it was issued just now, check this machine's clock");
        }

        if (Time(claims, "iat") is not { } issuedAt || issuedAt - s_clockSkew > now)
        {
            throw Invalid(provider, "it was issued in the future or at no time (iat); check this machine's clock");
        }

        if (!string.Equals(Text(claims, "nonce"), nonce, StringComparison.Ordinal))
        {
            throw Invalid(provider, "its nonce is not the one of this sign-in");
        }
    }

    // A template stands for the tenant that the token itself names (Entra's shared tenants).
    internal static bool IssuerMatches(string expected, string? stated, string? tenant) => string.Equals(
        tenant is not null && Guid.TryParse(tenant, out _) ? expected.Replace("{tenantid}", tenant, StringComparison.Ordinal) : expected,
        stated,
        StringComparison.Ordinal);

    /// <summary>Whether both are for the same audience (section 12.2).</summary>
    internal static bool HaveSameAudience(JsonElement first, JsonElement refreshed) => Audiences(first).SetEquals(Audiences(refreshed));

    internal static bool AudienceContains(JsonElement claims, string clientId) => Audiences(claims).Contains(clientId);

    private static HashSet<string> Audiences(JsonElement claims) =>
        !claims.TryGetProperty("aud", out JsonElement audience) ? [] : audience.ValueKind switch
        {
            JsonValueKind.String => [audience.GetString()!],
            JsonValueKind.Array => [.. audience.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()! : string.Empty)],
            _ => [],
        };

    internal static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds)
            && seconds is > 0 and < 32_503_680_000
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static PrxAuthException Invalid(ProviderDefinition provider, string why) => new(
        PrxAuthError.IdTokenInvalid,
        $"The id_token of provider '{provider.Name}' was refused: {why}.",
        "Nothing was stored. If the provider's settings and this machine's clock are right, report this to the provider.")
    { Target = provider.Name };
}
