using System.Security.Cryptography;
using PrxAuth.Core.Storage.Format;

namespace PrxAuth.Core.Storage.Keys;

/// <summary>Finds the key of a store, or makes a store and its key. Each way to fail has its own id and way out.</summary>
internal sealed class StoreUnlocker(string directory, KeySourceOptions options)
{
    /// <summary>Derives the key of an existing store.</summary>
    /// <param name="header">What the store says about itself.</param>
    /// <param name="headerBytes">The bytes that <paramref name="header"/> was read from.</param>
    /// <param name="readInstallSecret">Reads the install secret, null where it is missing; only asked where it is needed.</param>
    internal UnlockedStore Unlock(StoreHeader header, byte[] headerBytes, Func<byte[]?> readInstallSecret) =>
        OnThisPlatform(() =>
        {
            byte[] secret = header.Source == KeySource.Machine
                ? MachineSecret(header, readInstallSecret)
                : MasterSecret(header);
            try
            {
                if (!KeyDerivation.Matches(KeyDerivation.KeyCheck(secret, header.StoreId, header.Source), header.KeyCheck))
                {
                    throw header.Source == KeySource.Machine
                        ? StoreFailure.MachineChanged(directory)
                        : StoreFailure.MasterKeyWrong(directory, "it is another key than the one that sealed the store");
                }

                return new UnlockedStore(headerBytes, header.StoreId, KeyDerivation.ProfilesKey(secret, header.StoreId, header.Source));
            }
            finally
            {
                CryptographicOperations.ZeroMemory(secret);
            }
        });

    /// <summary>Makes a new store: sealed with the master key where there is one, else by this machine.</summary>
    internal NewStore Create() => OnThisPlatform(() =>
    {
        using MasterKey? masterKey = options.MasterKey() is { } text ? MasterKey.Parse(text) : null;
        return masterKey is null ? CreateFromMachine() : CreateFromMasterKey(masterKey);
    });

    private NewStore CreateFromMachine()
    {
        string machine = options.Machine.Read() ?? throw StoreFailure.MachineIdMissing(directory, storeExists: false);
        byte[] storeId = RandomNumberGenerator.GetBytes(StoreHeader.StoreIdSize);
        byte[] installSecret = RandomNumberGenerator.GetBytes(KeyDerivation.InstallSecretSize);
        byte[] check = KeyDerivation.InstallSecretCheck(installSecret, storeId);
        return Seal(storeId, KeySource.Machine, KeyDerivation.MachineSecret(installSecret, machine), null, installSecret, check);
    }

    private NewStore CreateFromMasterKey(MasterKey masterKey)
    {
        byte[] storeId = RandomNumberGenerator.GetBytes(StoreHeader.StoreIdSize);
        PassphraseDerivation? derivation = masterKey.Source == KeySource.Passphrase
            ? new PassphraseDerivation(options.PassphraseCost, RandomNumberGenerator.GetBytes(PassphraseDerivation.SaltSize))
            : null;
        return Seal(storeId, masterKey.Source, Stretched(masterKey, derivation), derivation, null, null);
    }

    private static NewStore Seal(
        byte[] storeId, KeySource source, byte[] secret,
        PassphraseDerivation? derivation, byte[]? installSecret, byte[]? installSecretCheck)
    {
        try
        {
            StoreHeader header = new()
            {
                StoreId = storeId,
                Source = source,
                Derivation = derivation,
                KeyCheck = KeyDerivation.KeyCheck(secret, storeId, source),
                InstallSecretCheck = installSecretCheck,
            };
            byte[] headerBytes = header.Write();
            var unlocked = new UnlockedStore(headerBytes, storeId, KeyDerivation.ProfilesKey(secret, storeId, source));
            return new NewStore(headerBytes, installSecret, unlocked);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The install secret that <paramref name="header"/> speaks of. The caller clears it.</summary>
    internal byte[] InstallSecret(StoreHeader header, Func<byte[]?> readInstallSecret)
    {
        byte[] installSecret = readInstallSecret() ?? throw StoreFailure.InstallSecretMissing(directory, "is missing");
        if (installSecret.Length != KeyDerivation.InstallSecretSize
            || !KeyDerivation.Matches(KeyDerivation.InstallSecretCheck(installSecret, header.StoreId), header.InstallSecretCheck))
        {
            CryptographicOperations.ZeroMemory(installSecret);
            throw StoreFailure.InstallSecretMissing(directory, "is damaged or belongs to another store");
        }

        return installSecret;
    }

    private byte[] MachineSecret(StoreHeader header, Func<byte[]?> readInstallSecret)
    {
        byte[] installSecret = InstallSecret(header, readInstallSecret);
        try
        {
            string machine = options.Machine.Read() ?? throw StoreFailure.MachineIdMissing(directory, storeExists: true);
            return KeyDerivation.MachineSecret(installSecret, machine);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(installSecret);
        }
    }

    private byte[] MasterSecret(StoreHeader header)
    {
        using MasterKey masterKey = MasterKey.Parse(options.MasterKey() ?? throw StoreFailure.MasterKeyMissing(directory));
        if (masterKey.Source != header.Source)
        {
            throw StoreFailure.MasterKeyWrong(directory, header.Source == KeySource.RawKey
                ? "the store is sealed with a 32-byte key and this is a passphrase"
                : "the store is sealed with a passphrase and this is a 32-byte key");
        }

        return Stretched(masterKey, header.Derivation);
    }

    private static byte[] Stretched(MasterKey masterKey, PassphraseDerivation? derivation) =>
        derivation is null ? masterKey.Bytes.ToArray() : KeyDerivation.PassphraseSecret(masterKey.Bytes, derivation);

    private static T OnThisPlatform<T>(Func<T> useCryptography)
    {
        try
        {
            return useCryptography();
        }
        catch (Exception e) when (e is PlatformNotSupportedException or TypeInitializationException or DllNotFoundException)
        {
            throw StoreFailure.CryptographyMissing(e);
        }
    }
}

/// <summary>A store that is not on disk yet.</summary>
internal sealed record NewStore(byte[] HeaderBytes, byte[]? InstallSecret, UnlockedStore Unlocked);
