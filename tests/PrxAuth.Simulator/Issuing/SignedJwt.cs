using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PrxAuth.Simulator.Issuing;

/// <summary>JSON Web Tokens signed with RS256.</summary>
internal static class SignedJwt
{
    private const string KeyId = "simulator-2";

    // Making an RSA key takes up to a second, so the servers of one process share it.
    private static readonly Lazy<RSA> _key = new(() => RSA.Create(2048));

    /// <summary>The key set in which the signing key is found (RFC 7517).</summary>
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

    public static string Create(JsonObject claims)
    {
        string signed = $"{Encode(new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId, ["typ"] = "JWT" })}.{Encode(claims)}";
        lock (_key)
        {
            byte[] signature = _key.Value.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{signed}.{Base64Url.EncodeToString(signature)}";
        }
    }

    /// <summary>The claims that every id_token has (OpenID Connect Core section 2).</summary>
    public static JsonObject IdTokenClaims(string issuer, UserGrant grant, string subject, DateTimeOffset now)
    {
        JsonObject claims = new()
        {
            ["iss"] = issuer,
            ["aud"] = grant.ClientId,
            ["sub"] = subject,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        if (grant.Nonce is { } nonce)
        {
            claims["nonce"] = nonce;
        }

        return claims;
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
