using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PrxAuth.Simulator.Google;

/// <summary>Issues id_tokens signed with RS256, and knows how to spoil them.</summary>
internal sealed class IdTokenIssuer(SimulatorControl control)
{
    private const string KeyId = "simulator-1";
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(1);

    // Making an RSA key takes up to a second, so the servers of one process share them.
    private static readonly Lazy<RSA> _key = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> _foreignKey = new(() => RSA.Create(2048));

    public static JsonObject KeySet()
    {
        RSAParameters key;
        lock (_key)
        {
            key = _key.Value.ExportParameters(includePrivateParameters: false);
        }

        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = KeyId,
                ["n"] = Base64Url.EncodeToString(key.Modulus),
                ["e"] = Base64Url.EncodeToString(key.Exponent),
            }),
        };
    }

    public string? Issue(GoogleGrant grant, string accessToken, string issuer)
    {
        IdTokenFlaw flaw = control.Google.IdToken;
        if (flaw == IdTokenFlaw.Absent || !GoogleScopes.IdentityIsAsked(grant.Scopes))
        {
            return null;
        }

        string header = Encode(flaw == IdTokenFlaw.NotSigned
            ? new JsonObject { ["alg"] = "none", ["typ"] = "JWT" }
            : new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId, ["typ"] = "JWT" });
        string signed = $"{header}.{Encode(Claims(grant, accessToken, issuer, flaw))}";
        return flaw == IdTokenFlaw.NotSigned
            ? $"{signed}."
            : $"{signed}.{Base64Url.EncodeToString(Sign(signed, flaw == IdTokenFlaw.WrongSignature ? _foreignKey : _key))}";
    }

    private JsonObject Claims(GoogleGrant grant, string accessToken, string issuer, IdTokenFlaw flaw)
    {
        DateTimeOffset issuedAt = control.Clock.GetUtcNow() - (flaw == IdTokenFlaw.Expired ? TimeSpan.FromDays(1) : TimeSpan.Zero);
        string audience = flaw == IdTokenFlaw.WrongAudience ? "another-client.apps.googleusercontent.com" : grant.Client.Id;
        JsonObject claims = new()
        {
            ["iss"] = flaw == IdTokenFlaw.WrongIssuer ? "http://127.0.0.1:9/google" : issuer,
            ["azp"] = audience,
            ["aud"] = audience,
            ["sub"] = flaw == IdTokenFlaw.WrongSubject ? "199999999999999999999" : grant.User.GoogleSubject,
            ["email"] = grant.User.Email,
            ["email_verified"] = true,
            ["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16)),
            ["name"] = grant.User.DisplayName,
            ["iat"] = issuedAt.ToUnixTimeSeconds(),
            ["exp"] = (issuedAt + _lifetime).ToUnixTimeSeconds(),
        };
        if (flaw == IdTokenFlaw.WrongNonce)
        {
            claims["nonce"] = "the-nonce-of-somebody-else";
        }
        else if (grant.Nonce is { } nonce)
        {
            claims["nonce"] = nonce;
        }

        return claims;
    }

    private static byte[] Sign(string text, Lazy<RSA> key)
    {
        lock (key)
        {
            return key.Value.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
