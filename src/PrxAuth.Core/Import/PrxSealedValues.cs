using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace PrxAuth.Core.Import;

/// <summary>
/// Opens PRX's values. <c>enc2:</c> is the hexadecimal form of a 12-byte nonce and a ChaCha20-Poly1305 ciphertext with its tag, without
/// associated data; <c>enc:</c>, which PRX no longer writes, is an exclusive-or with the key over and over. Without a prefix a value stands
/// as it is. The key is 64 hexadecimal digits in <c>.secret_key</c>.
/// </summary>
internal sealed class PrxSealedValues(SourceFile file) : IDisposable
{
    private const string Sealed = "enc2:";
    private const string Legacy = "enc:";
    private const string KeyFile = ".secret_key";

    private byte[]? _key;

    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ImportSourceInvalid"/>: it does not open.</exception>
    public string Open(string value, string name)
    {
        if (!value.StartsWith(Sealed, StringComparison.Ordinal) && !value.StartsWith(Legacy, StringComparison.Ordinal))
        {
            return value;
        }

        bool isLegacy = !value.StartsWith(Sealed, StringComparison.Ordinal);
        byte[] bytes = Bytes(value.AsSpan(isLegacy ? Legacy.Length : Sealed.Length)) ?? throw file.Invalid($"'{name}' is sealed and is not hexadecimal");
        byte[] plain = (isLegacy ? Unmask(bytes) : Unseal(bytes)) ?? throw file.Invalid($"'{name}' does not open with the key in {KeyFile}");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(plain);
        }
        catch (DecoderFallbackException)
        {
            throw file.Invalid($"'{name}' does not open with the key in {KeyFile}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private byte[] Key() => _key ??= Bytes(file.ReadBeside(KeyFile).Text.AsSpan().Trim()) is { Length: 32 } key
        ? key
        : throw file.Invalid($"{KeyFile} beside it does not hold 64 hexadecimal digits");

    private byte[]? Unseal(byte[] bytes)
    {
        AeadAlgorithm cipher = AeadAlgorithm.ChaCha20Poly1305;
        if (bytes.Length < cipher.NonceSize + cipher.TagSize)
        {
            return null;
        }

        using var key = NSec.Cryptography.Key.Import(cipher, Key(), KeyBlobFormat.RawSymmetricKey);
        return cipher.Decrypt(key, bytes.AsSpan(0, cipher.NonceSize), [], bytes.AsSpan(cipher.NonceSize));
    }

    private byte[] Unmask(byte[] bytes)
    {
        byte[] key = Key();
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= key[i % key.Length];
        }

        return bytes;
    }

    private static byte[]? Bytes(ReadOnlySpan<char> hexadecimal)
    {
        byte[] bytes = new byte[hexadecimal.Length / 2];
        return hexadecimal.Length % 2 == 0 && Convert.FromHexString(hexadecimal, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }
}
