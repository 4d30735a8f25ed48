using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PrxAuth.Core.Tests.Support;

/// <summary>Signs id_tokens by hand, right or wrong, and publishes the key they verify with.</summary>
internal sealed class IdTokenForge : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    /// <summary>The id of the key.</summary>
    public string KeyId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The key set that holds the public key.</summary>
    public string KeySet
    {
        get
        {
            RSAParameters key = _key.ExportParameters(includePrivateParameters: false);
            return $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{KeyId}}","n":"{{Encode(key.Modulus!)}}","e":"{{Encode(key.Exponent!)}}"}]}""";
        }
    }

    /// <summary>The public key as text, the favourite secret of those who forge with HS256.</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>A token that is signed with RS256.</summary>
    public string Sign(string claims, string? header = null)
    {
        string content = Content(header ?? $$"""{"alg":"RS256","kid":"{{KeyId}}"}""", claims);
        return $"{content}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>A token that is authenticated with HS256.</summary>
    public string Authenticate(string claims, string secret)
    {
        string content = Content($$"""{"alg":"HS256","kid":"{{KeyId}}"}""", claims);
        return $"{content}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(content)))}";
    }

    /// <summary>A token without a signature.</summary>
    public static string Bare(string claims, string algorithm = "none") => $$"""{{Content($$"""{"alg":"{{algorithm}}"}""", claims)}}.""";

    public void Dispose() => _key.Dispose();

    private static string Content(string header, string claims) => $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
