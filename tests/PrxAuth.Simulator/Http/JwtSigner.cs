using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PrxAuth.Simulator.Http;

/// <summary>Signs JSON Web Tokens with RS256 and publishes the key.</summary>
internal static class JwtSigner
{
    private const string KeyId = "simulator-2";

    // Making an RSA key takes up to a second, so the servers of one process share it.
    private static readonly Lazy<RSA> _key = new(() => RSA.Create(2048));

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

    public static string Sign(JsonObject claims)
    {
        string signed = $"{Encode(new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId, ["typ"] = "JWT" })}.{Encode(claims)}";
        lock (_key)
        {
            byte[] signature = _key.Value.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{signed}.{Base64Url.EncodeToString(signature)}";
        }
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
