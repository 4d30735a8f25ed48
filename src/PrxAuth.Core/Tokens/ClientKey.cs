using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>
/// A client's private key: PEM (PKCS#8, PKCS#1 or SEC1) or a JSON Web Key, RSA or EC. It is read for each use, so that a key which
/// is rotated in its place counts at once.
/// </summary>
internal sealed class ClientKey : IDisposable
{
    private const int MaxBytes = 64 * 1024;

    private readonly AsymmetricAlgorithm _key;

    private ClientKey(AsymmetricAlgorithm key, string? id)
    {
        _key = key;
        Id = id;
    }

    /// <summary>The <c>kid</c> to name; null: none is known.</summary>
    public string? Id { get; }

    /// <summary>RS256 is what every server takes of an RSA key (OpenID Connect Core section 9); a curve has one algorithm alone.</summary>
    public string Algorithm => _key switch
    {
        ECDsa { KeySize: 384 } => "ES384",
        ECDsa { KeySize: 521 } => "ES512",
        ECDsa => "ES256",
        _ => "RS256",
    };

    /// <summary>Reads the provider's client key.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ClientKeyInvalid"/>: it is not there or no such key.</exception>
    public static ClientKey Read(ProviderDefinition provider, Func<string, string?> environment)
    {
        (string text, string where) = Text(provider, environment);
        string trimmed = text.Trim();
        try
        {
            return trimmed.StartsWith('{')
                ? FromJsonWebKey(StrictJson.TryParse(trimmed) ?? throw new FormatException(), provider.ClientKeyId)
                : new ClientKey(FromPem(trimmed), provider.ClientKeyId);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            // The cause may quote what it could not read, and that is a key.
            string why = trimmed.Contains("ENCRYPTED", StringComparison.Ordinal) ? "it is encrypted" : "it is no private RSA or EC key in PEM and no JSON Web Key";
            throw Invalid(provider, $"The client key of provider '{provider.Name}' in {where} cannot be used: {why}.");
        }
    }

    /// <summary>Says what is missing before a request would fail for it.</summary>
    public static void Demand(ProviderDefinition provider, Func<string, string?> environment) => Text(provider, environment);

    public byte[] Sign(byte[] data) => _key is ECDsa curve
        ? curve.SignData(data, Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
        : ((RSA)_key).SignData(data, Hash, RSASignaturePadding.Pkcs1);

    public void Dispose() => _key.Dispose();

    private HashAlgorithmName Hash => Algorithm switch
    {
        "ES384" => HashAlgorithmName.SHA384,
        "ES512" => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    private static (string Text, string Where) Text(ProviderDefinition provider, Func<string, string?> environment)
    {
        if (provider.ClientKeyEnvironment is { } variable)
        {
            return environment(variable) is { Length: > 0 } text
                ? (text, $"the environment variable {variable}")
                : throw Invalid(provider, $"The environment variable {variable}, which should hold the client key of provider '{provider.Name}', is not set.");
        }

        string path = provider.ClientKeyFile ?? throw Invalid(provider, $"No client key is configured for provider '{provider.Name}'.");
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MaxBytes }
                ? (File.ReadAllText(path), path)
                : throw Invalid(provider, $"The client key file {path} of provider '{provider.Name}' does not exist or is no key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid(provider, $"The client key file {path} of provider '{provider.Name}' cannot be read.", e);
        }
    }

    private static AsymmetricAlgorithm FromPem(string text)
    {
        // "PRIVATE KEY" (PKCS#8) may hold either kind.
        if (!text.Contains("BEGIN EC PRIVATE KEY", StringComparison.Ordinal))
        {
            RSA rsa = RSA.Create();
            try
            {
                rsa.ImportFromPem(text);
                rsa.ExportRSAPrivateKey().AsSpan().Clear();
                return rsa;
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                rsa.Dispose();
            }
        }

        ECDsa curve = ECDsa.Create();
        try
        {
            curve.ImportFromPem(text);
            curve.ExportECPrivateKey().AsSpan().Clear();
            return curve;
        }
        catch
        {
            curve.Dispose();
            throw;
        }
    }

    private static ClientKey FromJsonWebKey(JsonElement key, string? id)
    {
        id ??= key.TryGetProperty("kid", out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        return new ClientKey(
            key.GetProperty("kty").GetString() switch
            {
                "RSA" => RSA.Create(new RSAParameters
                {
                    Modulus = Member("n"),
                    Exponent = Member("e"),
                    D = Member("d"),
                    P = Member("p"),
                    Q = Member("q"),
                    DP = Member("dp"),
                    DQ = Member("dq"),
                    InverseQ = Member("qi"),
                }),
                "EC" => ECDsa.Create(new ECParameters
                {
                    Curve = key.GetProperty("crv").GetString() switch
                    {
                        "P-256" => ECCurve.NamedCurves.nistP256,
                        "P-384" => ECCurve.NamedCurves.nistP384,
                        "P-521" => ECCurve.NamedCurves.nistP521,
                        _ => throw new FormatException(),
                    },
                    Q = new ECPoint { X = Member("x"), Y = Member("y") },
                    D = Member("d"),
                }),
                _ => throw new FormatException(),
            },
            id);

        byte[] Member(string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
    }

    private static PrxAuthException Invalid(ProviderDefinition provider, string message, Exception? cause = null) => new(
        PrxAuthError.ClientKeyInvalid,
        message,
        $"Set client_key_file (or client_key_env) under [providers.{provider.Name}] to a private RSA or EC key, PEM without a password or a JSON Web Key.",
        cause)
    { Target = provider.Name };
}
