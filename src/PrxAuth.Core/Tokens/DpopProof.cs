using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>Proof that whoever sends a request holds the key that its token is bound to (RFC 9449 section 4.2). Good for one request.</summary>
internal static class DpopProof
{
    public const string Header = "DPoP";
    public const string TokenType = "DPoP";

    /// <summary>Writes a proof.</summary>
    /// <param name="key">The key.</param>
    /// <param name="method">The method of the request.</param>
    /// <param name="address">Where it goes; query and fragment do not count.</param>
    /// <param name="now">The time.</param>
    /// <param name="nonce">The nonce the server gave; null: none (section 8).</param>
    /// <param name="accessToken">The token that goes along; null: the request asks for one.</param>
    public static string Create(Secret key, string method, Uri address, DateTimeOffset now, string? nonce = null, Secret? accessToken = null)
    {
        using ECDsa opened = DpopKey.Open(key);
        (string x, string y) = DpopKey.Coordinates(opened);
        return CompactJws.Write(
            header =>
            {
                header.WriteString("typ", "dpop+jwt");
                header.WriteString("alg", "ES256");
                header.WriteStartObject("jwk");
                header.WriteString("kty", "EC");
                header.WriteString("crv", "P-256");
                header.WriteString("x", x);
                header.WriteString("y", y);
                header.WriteEndObject();
            },
            claims =>
            {
                claims.WriteString("jti", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)));
                claims.WriteString("htm", method);
                claims.WriteString("htu", address.GetLeftPart(UriPartial.Path));
                claims.WriteNumber("iat", now.ToUnixTimeSeconds());
                if (nonce is not null)
                {
                    claims.WriteString("nonce", nonce);
                }

                if (accessToken is not null)
                {
                    claims.WriteString("ath", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken.Reveal()))));
                }
            },
            signed => opened.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>The nonce that an answer demands for the same request once more; null where it demands none (sections 8 and 9).</summary>
    public static string? DemandedNonce(ProviderReply reply) =>
        reply.DpopNonce is { Length: > 0 } nonce && !reply.IsSuccessStatus && ((int)reply.Status == 401 || OAuthReply.Parse(reply)?.Error == "use_dpop_nonce")
            ? nonce
            : null;
}
