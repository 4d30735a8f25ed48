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
    internal const int InstallSecretSize = 32;
    internal const string ProfilesLabel = "prx-auth/v1/profiles/";
    internal const string KeyCheckLabel = "prx-auth/v1/key-check/";
    internal const string InstallSecretCheckLabel = "prx-auth/v1/install-secret-check";

    /// <summary>The key that seals the profiles. It lives in guarded memory and cannot be exported.</summary>
    internal static Key ProfilesKey(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> storeId, KeySource source)
    {
        KeyCreationParameters neverLeaves = new() { ExportPolicy = KeyExportPolicies.None };
        return KeyDerivationAlgorithm.HkdfSha256.DeriveKey(
            secret, storeId, Label(ProfilesLabel, source), AeadAlgorithm.ChaCha20Poly1305, neverLeaves);
    }

    internal static byte[] KeyCheck(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> storeId, KeySource source) =>
        KeyDerivationAlgorithm.HkdfSha256.DeriveBytes(secret, storeId, Label(KeyCheckLabel, source), KeySlot.CheckSize);

    internal static byte[] InstallSecretCheck(ReadOnlySpan<byte> installSecret, ReadOnlySpan<byte> storeId) =>
        KeyDerivationAlgorithm.HkdfSha256.DeriveBytes(
            installSecret, storeId, Encoding.ASCII.GetBytes(InstallSecretCheckLabel), KeySlot.CheckSize);

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

    private static byte[] Label(string purpose, KeySource source) => Encoding.ASCII.GetBytes(purpose + KeySourceNames.NameOf(source));
}
