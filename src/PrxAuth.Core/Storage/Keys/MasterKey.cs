using System.Security.Cryptography;
using System.Text;

namespace PrxAuth.Core.Storage.Keys;

/// <summary>The master key, told apart: random bytes that are a key already, or a passphrase that must be stretched first.</summary>
internal sealed class MasterKey : IDisposable
{
    internal const int RawKeySize = 32;
    private const string HexPrefix = "hex:";
    private const string Base64Prefix = "base64:";

    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes, bool isRawKey)
    {
        _bytes = bytes;
        Source = isRawKey ? KeySource.RawKey : KeySource.Passphrase;
    }

    internal KeySource Source { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    /// <summary>Reads a master key. White space around it does not count: it comes from how files and variables are filled.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.MasterKeyInvalid"/>.</exception>
    internal static MasterKey Parse(Secret secret)
    {
        ReadOnlySpan<char> text = secret.Reveal().AsSpan().Trim(" \t\r\n");
        if (text.IsEmpty)
        {
            throw StoreFailure.MasterKeyInvalid("holds nothing but white space");
        }

        if (text.StartsWith(HexPrefix, StringComparison.Ordinal))
        {
            return FromHex(text[HexPrefix.Length..])
                ?? throw StoreFailure.MasterKeyInvalid("begins with 'hex:' and is not followed by 64 hexadecimal digits");
        }

        if (text.StartsWith(Base64Prefix, StringComparison.Ordinal))
        {
            return FromBase64(text[Base64Prefix.Length..])
                ?? throw StoreFailure.MasterKeyInvalid("begins with 'base64:' and is not followed by the base64 of 32 bytes");
        }

        return FromHex(text) ?? FromBase64(text) ?? FromPassphrase(text);
    }

    private static MasterKey? FromHex(ReadOnlySpan<char> text)
    {
        var bytes = new byte[RawKeySize];
        return text.Length == 2 * RawKeySize
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done
                ? new MasterKey(bytes, isRawKey: true)
                : null;
    }

    private static MasterKey? FromBase64(ReadOnlySpan<char> text)
    {
        const int encodedSize = 44;
        var bytes = new byte[RawKeySize];
        return text.Length == encodedSize && Convert.TryFromBase64Chars(text, bytes, out int written) && written == RawKeySize
            ? new MasterKey(bytes, isRawKey: true)
            : null;
    }

    private static MasterKey FromPassphrase(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return new MasterKey(bytes, isRawKey: false);
    }
}
