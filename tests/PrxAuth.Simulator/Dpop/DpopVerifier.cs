using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PrxAuth.Simulator.Dpop;

/// <summary>Checks proofs as RFC 9449 section 4.3 has it. A proof is good once.</summary>
internal sealed class DpopVerifier(SimulatorControl control)
{
    public const string NonceHeader = "DPoP-Nonce";

    private static readonly TimeSpan _window = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, byte> _seen = [];

    /// <summary>The thumbprint of the key that the request's proof was signed with; null: the proof is wrong, and <paramref name="error"/> says how.</summary>
    public string? Verify(HttpRequest request, string? accessToken, out string error)
    {
        error = "invalid_dpop_proof";
        try
        {
            return request.Headers["DPoP"] is [{ } proof] ? Verify(request, proof, accessToken, ref error) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            return null;
        }
    }

    private string? Verify(HttpRequest request, string proof, string? accessToken, ref string error)
    {
        if (proof.Split('.') is not [var head, var body, var signature])
        {
            return null;
        }

        using JsonDocument header = JsonDocument.Parse(Base64Url.DecodeFromChars(head));
        using JsonDocument payload = JsonDocument.Parse(Base64Url.DecodeFromChars(body));
        JsonElement key = header.RootElement.GetProperty("jwk");
        JsonElement claims = payload.RootElement;
        string x = key.GetProperty("x").GetString()!;
        string y = key.GetProperty("y").GetString()!;
        bool isGood = Text(header.RootElement, "typ") == "dpop+jwt"
            && Text(header.RootElement, "alg") == "ES256"
            && !key.TryGetProperty("d", out _)
            && IsSigned(x, y, $"{head}.{body}", signature)
            && Text(claims, "htm") == request.Method
            && Text(claims, "htu") == $"{request.Scheme}://{request.Host}{request.Path}"
            && (DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("iat").GetInt64()) - control.Clock.GetUtcNow()).Duration() <= _window
            && (accessToken is null || Text(claims, "ath") == Hash(accessToken));
        if (isGood && control.Dpop.DemandNonce && Text(claims, "nonce") != control.Dpop.Nonce)
        {
            error = "use_dpop_nonce";
            return null;
        }

        return isGood && _seen.TryAdd(Text(claims, "jti")!, 0) ? Hash($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""") : null;
    }

    private static bool IsSigned(string x, string y, string text, string signature)
    {
        using ECDsa key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) },
        });
        return key.VerifyData(
            Encoding.ASCII.GetBytes(text), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    private static string? Text(JsonElement members, string name) => members.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
