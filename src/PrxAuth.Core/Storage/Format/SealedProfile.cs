using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Core.Storage.Format;

/// <summary>
/// The bytes of one sealed profile, version 1. <c>docs/store-format.md</c> is their definition; what is read has exactly one form.
/// <para>Cipher: ChaCha20-Poly1305 (RFC 8439). The nonce is random: with 96 bits, two among 2^32 writes under one key meet with a chance
/// below 2^-32.</para>
/// </summary>
internal static class SealedProfile
{
    internal const int HeaderSize = 16;
    internal const int NonceSize = 12;
    internal const int TagSize = 16;
    internal const int Overhead = HeaderSize + NonceSize + TagSize;

    /// <summary>The largest file that is read or written, in bytes: no token set comes near it.</summary>
    internal const int MaxFileSize = 1 << 20;

    private const byte Version = 1;
    private const byte ChaCha20Poly1305Suite = 1;
    private const int GenerationOffset = 8;
    private const int LabelSize = 27;

    private const int MaxAssociatedDataSize =
        LabelSize + HeaderSize + StoreHeader.StoreIdSize + (2 * (1 + ProfileKey.MaxNameLength));

    private static ReadOnlySpan<byte> Magic => "PRXS"u8;

    // Both take LabelSize bytes.
    private static ReadOnlySpan<byte> ProfileLabel => "prx-auth/sealed-profile/v1\0"u8;

    private static ReadOnlySpan<byte> PendingLabel => "prx-auth/sealed-pending/v1\0"u8;

    /// <summary>Seals <paramref name="plaintext"/> into a complete file. The nonce is a parameter for the test vectors.</summary>
    internal static byte[] Seal(
        Key key, ReadOnlySpan<byte> storeId, ProfileKey name, long generation, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext,
        SealedPurpose purpose = SealedPurpose.Profile)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(generation, 1);
        var file = new byte[Overhead + plaintext.Length];
        Span<byte> header = file.AsSpan(0, HeaderSize);
        Magic.CopyTo(header);
        header[4] = Version;
        header[5] = ChaCha20Poly1305Suite;
        BinaryPrimitives.WriteInt64LittleEndian(header[GenerationOffset..], generation);
        nonce.CopyTo(file.AsSpan(HeaderSize, NonceSize));

        Span<byte> associatedData = stackalloc byte[MaxAssociatedDataSize];
        associatedData = associatedData[..WriteAssociatedData(header, storeId, name, associatedData, purpose)];
        AeadAlgorithm.ChaCha20Poly1305.Encrypt(key, nonce, associatedData, plaintext, file.AsSpan(HeaderSize + NonceSize));
        return file;
    }

    /// <summary>Seals contents with the store's current key, and clears them.</summary>
    internal static byte[] Seal(UnlockedStore store, ProfileKey name, long generation, byte[] plaintext, SealedPurpose purpose = SealedPurpose.Profile)
    {
        try
        {
            Span<byte> nonce = stackalloc byte[NonceSize];
            RandomNumberGenerator.Fill(nonce);
            return Seal(store.Key, store.StoreId, name, generation, nonce, plaintext, purpose);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Opens <paramref name="file"/> as the file of <paramref name="name"/> in the store <paramref name="storeId"/>.</summary>
    /// <param name="key">The store's key.</param>
    /// <param name="storeId">The store's id.</param>
    /// <param name="name">The profile whose file this should be.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="plaintext">Takes the contents: <see cref="PlaintextSize"/> bytes.</param>
    /// <param name="generation">The generation, authenticated.</param>
    /// <param name="purpose">What the file should be for.</param>
    internal static SealedFileFault Open(
        Key key, ReadOnlySpan<byte> storeId, ProfileKey name, ReadOnlySpan<byte> file, Span<byte> plaintext, out long generation,
        SealedPurpose purpose = SealedPurpose.Profile)
    {
        generation = 0;
        if (file.Length < Overhead)
        {
            return SealedFileFault.TooShort;
        }

        if (file.Length > MaxFileSize)
        {
            return SealedFileFault.TooLong;
        }

        ReadOnlySpan<byte> header = file[..HeaderSize];
        if (!header.StartsWith(Magic))
        {
            return SealedFileFault.NotASealedFile;
        }

        long claimed = BinaryPrimitives.ReadInt64LittleEndian(header[GenerationOffset..]);
        if (header[4] != Version || header[5] != ChaCha20Poly1305Suite || header[6] != 0 || header[7] != 0 || claimed < 1)
        {
            return SealedFileFault.UnknownVersion;
        }

        Span<byte> associatedData = stackalloc byte[MaxAssociatedDataSize];
        associatedData = associatedData[..WriteAssociatedData(header, storeId, name, associatedData, purpose)];
        if (!AeadAlgorithm.ChaCha20Poly1305.Decrypt(
            key, file.Slice(HeaderSize, NonceSize), associatedData, file[(HeaderSize + NonceSize)..], plaintext))
        {
            return SealedFileFault.DoesNotOpen;
        }

        generation = claimed;
        return SealedFileFault.None;
    }

    /// <summary>How many bytes a file of <paramref name="fileSize"/> bytes holds.</summary>
    internal static int PlaintextSize(int fileSize) => Math.Max(0, fileSize - Overhead);

    /// <summary>Writes what binds a file to its place, and returns its length in bytes.</summary>
    internal static int WriteAssociatedData(
        ReadOnlySpan<byte> header, ReadOnlySpan<byte> storeId, ProfileKey name, Span<byte> destination,
        SealedPurpose purpose = SealedPurpose.Profile)
    {
        Span<byte> rest = destination;
        Append(purpose == SealedPurpose.Profile ? ProfileLabel : PendingLabel, ref rest);
        Append(header, ref rest);
        Append(storeId, ref rest);
        AppendName(name.Provider, ref rest);
        AppendName(name.Profile, ref rest);
        return destination.Length - rest.Length;
    }

    private static void Append(ReadOnlySpan<byte> bytes, ref Span<byte> rest)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static void AppendName(string name, ref Span<byte> rest)
    {
        rest[0] = (byte)name.Length;
        Ascii.ToLower(name, rest[1..], out int written);
        rest = rest[(1 + written)..];
    }
}
