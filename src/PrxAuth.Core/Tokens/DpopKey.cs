using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PrxAuth.Core.Tokens;

/// <summary>The P-256 key that a profile's tokens are bound to (RFC 9449). Between two uses it is a <see cref="Secret"/>: PKCS#8 in base64.</summary>
internal static class DpopKey
{
    /// <summary>A key of its own for each sign-in, so that two profiles cannot be told to be one person's by it.</summary>
    public static Secret Create()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] encoded = key.ExportPkcs8PrivateKey();
        try
        {
            return new Secret(Convert.ToBase64String(encoded));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(encoded);
        }
    }

    /// <summary>The key, ready to sign. The caller disposes it.</summary>
    public static ECDsa Open(Secret key)
    {
        byte[] encoded = Convert.FromBase64String(key.Reveal());
        ECDsa opened = ECDsa.Create();
        try
        {
            opened.ImportPkcs8PrivateKey(encoded, out _);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(encoded);
        }
    }

    /// <summary>The public key's thumbprint (RFC 7638 section 3.2): what the server is told beforehand in <c>dpop_jkt</c>.</summary>
    public static string ThumbprintOf(Secret key)
    {
        using ECDsa opened = Open(key);
        (string x, string y) = Coordinates(opened);
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
    }

    /// <summary>The public key's coordinates, as a JSON Web Key has them (RFC 7518 section 6.2.1).</summary>
    public static (string X, string Y) Coordinates(ECDsa key)
    {
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }
}
