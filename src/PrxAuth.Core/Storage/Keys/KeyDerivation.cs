using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using PrxAuth.Core.Storage.Format;

namespace PrxAuth.Core.Storage.Keys;

/// <summary>
/// From a secret to the key of a store: HKDF-SHA256 (RFC 5869) salted with the store id, one label for each purpose, so that nothing
/// that is published (the check values) tells anything about the key.
/// </summary>
internal static class KeyDerivation
{
    private const int BlockSize = 32;

    internal const int InstallSecretSize = 32;
    internal const string ProfilesLabel = "prx-auth/v1/profiles/";
    internal const string KeyCheckLabel = "prx-auth/v1/key-check/";
    internal const string InstallSecretCheckLabel = "prx-auth/v1/install-secret-check";

    /// <summary>The key that seals the profiles. It lives in guarded memory and cannot be exported.</summary>
    internal static Key ProfilesKey(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> storeId, KeySource source)
    {
        KeyCreationParameters neverLeaves = new() { ExportPolicy = KeyExportPolicies.None };
        byte[] key = Derive(secret, storeId, Label(ProfilesLabel, source), AeadAlgorithm.ChaCha20Poly1305.KeySize);
        try
        {
            return Key.Import(AeadAlgorithm.ChaCha20Poly1305, key, KeyBlobFormat.RawSymmetricKey, neverLeaves);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    internal static byte[] KeyCheck(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> storeId, KeySource source) =>
        Derive(secret, storeId, Label(KeyCheckLabel, source), KeySlot.CheckSize);

    internal static byte[] InstallSecretCheck(ReadOnlySpan<byte> installSecret, ReadOnlySpan<byte> storeId) =>
        Derive(installSecret, storeId, Encoding.ASCII.GetBytes(InstallSecretCheckLabel), KeySlot.CheckSize);

    /// <summary>The install secret followed by the machine's identity. The caller clears it.</summary>
    internal static byte[] MachineSecret(ReadOnlySpan<byte> installSecret, string machineIdentity)
    {
        var secret = new byte[installSecret.Length + Encoding.UTF8.GetByteCount(machineIdentity)];
        installSecret.CopyTo(secret);
        Encoding.UTF8.GetBytes(machineIdentity, secret.AsSpan(installSecret.Length));
        return secret;
    }

    /// <summary>The stretched passphrase. The caller clears it.</summary>
    internal static byte[] PassphraseSecret(ReadOnlySpan<byte> passphrase, PassphraseDerivation derivation)
    {
        Argon2Parameters parameters = new()
        {
            DegreeOfParallelism = PassphraseDerivation.Parallelism,
            MemorySize = derivation.Cost.MemoryKib,
            NumberOfPasses = derivation.Cost.Passes,
        };
        return PasswordBasedKeyDerivationAlgorithm.Argon2id(parameters).DeriveBytes(passphrase, derivation.Salt, MasterKey.RawKeySize);
    }

    internal static bool Matches(ReadOnlySpan<byte> check, ReadOnlySpan<byte> expected) =>
        CryptographicOperations.FixedTimeEquals(check, expected);

    /// <summary>HKDF-SHA256 (RFC 5869) for at most one block, with a salt of at most one. NSec's own takes .NET's, which loads all of OpenSSL: more than the rest of the
    /// opening costs. HMAC is libsodium's, which is there anyway.</summary>
    internal static byte[] Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, int size)
    {
        Span<byte> extracted = stackalloc byte[BlockSize];
        Span<byte> expanded = stackalloc byte[BlockSize];
        Span<byte> block = stackalloc byte[info.Length + 1];
        info.CopyTo(block);
        block[^1] = 1;
        try
        {
            Authenticate(salt, secret, extracted);
            Authenticate(extracted, block, expanded);
            return expanded[..size].ToArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(extracted);
            CryptographicOperations.ZeroMemory(expanded);
        }
    }

    // HMAC fills a short key up with zeros itself (RFC 2104 section 2); NSec wants at least a block of the hash's size.
    private static void Authenticate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> code)
    {
        Span<byte> filled = stackalloc byte[Math.Max(key.Length, BlockSize)];
        filled.Clear();
        key.CopyTo(filled);
        using Key imported = Key.Import(MacAlgorithm.HmacSha256, filled, KeyBlobFormat.RawSymmetricKey);
        CryptographicOperations.ZeroMemory(filled);
        MacAlgorithm.HmacSha256.Mac(imported, data, code);
    }

    private static byte[] Label(string purpose, KeySource source) => Encoding.ASCII.GetBytes(purpose + KeySourceNames.NameOf(source));
}
