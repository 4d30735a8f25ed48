using System.Security.Cryptography;
using NSec.Cryptography;
using PrxAuth.Core.Storage.Format;

namespace PrxAuth.Core.Storage.Keys;

/// <summary>Derives the keys of a store, or makes new ones. Each way to fail has its own id and way out.</summary>
internal sealed class StoreUnlocker(string directory, KeySourceOptions options)
{
    /// <summary>Derives the keys of an existing store: the current one now, the previous one when it is asked for.</summary>
    /// <param name="stored">What the store says about itself.</param>
    /// <param name="files">Holds the install secret; only asked where it is needed.</param>
    internal UnlockedStore Unlock(StoredHeader stored, StoreFiles files)
    {
        byte[] storeId = stored.Header.StoreId;
        return new UnlockedStore(
            stored.Bytes, storeId, Unlock(storeId, stored.Header.Current, files),
            stored.Header.Previous is { } previous ? () => Unlock(storeId, previous, files) : null);
    }

    /// <summary>Makes a key from what new stores are sealed with: the master key where there is one, else this machine.</summary>
    internal NewKeySlot CreateSlot(byte[] storeId) => options.MasterKey() is { } masterKey
        ? CreateSlot(storeId, masterKey)
        : CreateSlotOfMachine(storeId, storeExists: false);

    /// <summary>Makes a key from a master key.</summary>
    internal NewKeySlot CreateSlot(byte[] storeId, Secret masterKey) => OnThisPlatform(() =>
    {
        using MasterKey parsed = MasterKey.Parse(masterKey);
        PassphraseDerivation? derivation = parsed.Source == KeySource.Passphrase
            ? new PassphraseDerivation(options.PassphraseCost, RandomNumberGenerator.GetBytes(PassphraseDerivation.SaltSize))
            : null;
        return Complete(new KeySlot { Source = parsed.Source, Derivation = derivation, KeyCheck = [] }, storeId, Stretched(parsed, derivation));
    });

    /// <summary>Makes a key from this machine's identity and a new install secret.</summary>
    internal NewKeySlot CreateSlotOfMachine(byte[] storeId, bool storeExists) => OnThisPlatform(() =>
    {
        string machine = options.Machine.Read() ?? throw StoreFailure.MachineIdMissing(directory, storeExists: false);
        byte[] installSecret = RandomNumberGenerator.GetBytes(KeyDerivation.InstallSecretSize);
        byte[] check = KeyDerivation.InstallSecretCheck(installSecret, storeId);
        string file = storeExists ? KeySlot.InstallSecretName(check) : KeySlot.FirstInstallSecret;
        KeySlot slot = new() { Source = KeySource.Machine, KeyCheck = [], InstallSecretCheck = check, InstallSecretFile = file };
        return Complete(slot, storeId, KeyDerivation.MachineSecret(installSecret, machine)) with { InstallSecret = installSecret };
    });

    private static NewKeySlot Complete(KeySlot slot, byte[] storeId, byte[] secret)
    {
        try
        {
            return new NewKeySlot(
                slot with { KeyCheck = KeyDerivation.KeyCheck(secret, storeId, slot.Source) },
                InstallSecret: null,
                KeyDerivation.ProfilesKey(secret, storeId, slot.Source));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Derives the key of one slot.</summary>
    internal Key Unlock(byte[] storeId, KeySlot slot, StoreFiles files) => OnThisPlatform(() =>
        slot.Source == KeySource.Machine ? UnlockByMachine(storeId, slot, files) : UnlockByMasterKey(storeId, slot));

    private Key UnlockByMachine(byte[] storeId, KeySlot slot, StoreFiles files)
    {
        byte[] installSecret = files.ReadInstallSecret(slot, storeId);
        try
        {
            string machine = options.Machine.Read() ?? throw StoreFailure.MachineIdMissing(directory, storeExists: true);
            return TryDerive(KeyDerivation.MachineSecret(installSecret, machine), storeId, slot) ?? throw StoreFailure.MachineChanged(directory);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(installSecret);
        }
    }

    private Key UnlockByMasterKey(byte[] storeId, KeySlot slot)
    {
        PrxAuthException? failure = null;
        foreach (Func<Secret?> candidate in new[] { options.MasterKey, options.NewMasterKey })
        {
            if (candidate() is { } text)
            {
                using MasterKey masterKey = MasterKey.Parse(text);
                if (masterKey.Source == slot.Source && TryDerive(Stretched(masterKey, slot.Derivation), storeId, slot) is { } key)
                {
                    return key;
                }

                failure ??= StoreFailure.MasterKeyWrong(directory, Mismatch(masterKey.Source, slot.Source));
            }
        }

        throw failure ?? StoreFailure.MasterKeyMissing(directory);
    }

    private static string Mismatch(KeySource given, KeySource needed) => (given, needed) switch
    {
        (KeySource.Passphrase, KeySource.RawKey) => "the store is sealed with a 32-byte key and this is a passphrase",
        (KeySource.RawKey, KeySource.Passphrase) => "the store is sealed with a passphrase and this is a 32-byte key",
        _ => "it is another key than the one that sealed the store",
    };

    // Clears the secret; null where it is not the one of the slot.
    private static Key? TryDerive(byte[] secret, byte[] storeId, KeySlot slot)
    {
        try
        {
            return KeyDerivation.Matches(KeyDerivation.KeyCheck(secret, storeId, slot.Source), slot.KeyCheck)
                ? KeyDerivation.ProfilesKey(secret, storeId, slot.Source)
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
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

/// <summary>A key that no store is sealed with yet, and the install secret that must be kept with it.</summary>
internal sealed record NewKeySlot(KeySlot Slot, byte[]? InstallSecret, Key Key);
