using System.Security.Cryptography;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Core.Diagnosis;

/// <summary>What the store is sealed with, whether that is there, and whether it opens the store now.</summary>
internal sealed class StoreKeyCheck(ProfilePaths paths, KeySourceOptions keys, string? containerSign, TimeProvider time) : IDiagnosticCheck
{
    public FindingArea Area => FindingArea.Key;

    public string Name => FindingNames.StoreUnlock;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look().ToAsyncEnumerable();

    private IEnumerable<Finding> Look()
    {
        // Nothing is written: the writer is what the opener would make a new store with.
        var writer = new DurableWriter();
        using var opener = new StoreOpener(paths, keys, new StoreDirectories(writer), writer, time);
        StoredHeader? stored = opener.Files.ReadHeader();
        StoreHeader? header = stored?.Header;
        MasterKeyFacts masterKey = MasterKeyFacts.Of(keys);
        KeySource source = header?.Current.Source ?? masterKey.Source ?? KeySource.Machine;
        yield return LookAtMachine(source, header is not null);
        yield return LookAtMasterKey(masterKey, source, header is not null);
        yield return Finding.Ok(
            Area, FindingNames.KeySource, $"{(header is null ? "A new store would be" : "The store is")} sealed with {Words(source)}.", paths.Root);
        if (source == KeySource.Machine && containerSign is not null && keys.Machine.Read() is not null)
        {
            yield return Finding.Warning(
                Area, FindingNames.ContainerKey,
                $"This is a container ({containerSign}), and its machine id is its image's or its own: another container may share it, or none have it again.",
                $"Set {KeySourceOptions.MasterKeyVariable} to 'hex:' and the output of: openssl rand -hex 32. A store that is there already follows with: Protect-PrxAuthStore -KeySource MasterKey",
                KeySourceOptions.MasterKeyVariable);
        }

        foreach (Finding finding in stored is null ? LookForProfilesWithoutHeader() : LookAtHeader(stored, opener))
        {
            yield return finding;
        }
    }

    // What store.json says is judged here, one finding for each thing it says.
    private IEnumerable<Finding> LookAtHeader(StoredHeader stored, StoreOpener opener)
    {
        KeySlot current = stored.Header.Current;
        if (current.Derivation is { } derivation)
        {
            yield return LookAtCost(derivation.Cost);
        }

        if (current.Source == KeySource.Machine)
        {
            yield return Attempt(
                FindingNames.InstallSecret, "The install secret is there and the store's own.",
                () => CryptographicOperations.ZeroMemory(opener.Files.ReadInstallSecret(current, stored.Header.StoreId)));
        }

        yield return opener.Files.AreWhole(stored)
            ? Finding.Ok(Area, FindingNames.StoreCopies, "The header and the install secret are there twice.", paths.Root)
            : Finding.Warning(
                Area, FindingNames.StoreCopies, "The header or an install secret is there once only, or one of the two copies is damaged.",
                "The next write mends it: Update-PrxAuthToken. What was damaged is kept beside it.", paths.Root);
        if (stored.Header.Previous is not null)
        {
            yield return Finding.Warning(
                Area, FindingNames.StoreReseal, "Sealing the store anew was begun and not finished: profiles may still be sealed with the former key.",
                "Finish it: Protect-PrxAuthStore", paths.Root);
        }

        yield return Attempt(FindingNames.StoreUnlock, "The store opens.", () => opener.OpenAsItIsNow());
    }

    private IEnumerable<Finding> LookForProfilesWithoutHeader()
    {
        if (Directory.Exists(paths.Root) && paths.HoldsProfiles())
        {
            yield return Finding.Failed(Area, FindingNames.StoreUnlock, StoreFailure.HeaderMissing(paths.Header));
        }
    }

    private Finding LookAtMachine(KeySource source, bool storeExists)
    {
        const string name = FindingNames.MachineId;
        if (keys.Machine.Read() is not null)
        {
            return Finding.Ok(Area, name, "This machine has an identity.");
        }

        string why = keys.Machine is LinuxMachineIdentity linux ? $" ({linux.WhyNone()})" : string.Empty;
        if (source != KeySource.Machine)
        {
            return Finding.Ok(Area, name, $"This machine has no identity{why}, and none is needed: the key comes from {KeySourceOptions.MasterKeyVariable}.");
        }

        PrxAuthException missing = StoreFailure.MachineIdMissing(paths.Root, storeExists);
        return Finding.Failed(Area, name, missing.Message.TrimEnd('.') + why + ".", missing.Recommendation, missing.Target);
    }

    private Finding LookAtMasterKey(MasterKeyFacts masterKey, KeySource source, bool storeExists)
    {
        const string name = FindingNames.MasterKey;
        const string variable = KeySourceOptions.MasterKeyVariable;
        return masterKey switch
        {
            { IsSet: false } => Finding.Ok(Area, name, $"{variable} is not set.", variable),
            _ when storeExists && source == KeySource.Machine => Finding.Warning(
                Area, name, $"{variable} is set and not used: the store was sealed by the machine.",
                $"Take {variable} away; or seal the store with it: Protect-PrxAuthStore -KeySource MasterKey", variable),
            { Fault: { } fault } => Finding.Failed(Area, name, fault),
            _ => Finding.Ok(Area, name, $"{variable} is set: {Words(masterKey.Source!.Value)}.", variable),
        };
    }

    private Finding LookAtCost(Argon2Cost cost)
    {
        Argon2Cost today = keys.PassphraseCost;
        string is_ = $"Guessing the passphrase costs {cost.MemoryKib / 1024.0:0.#} MiB and {cost.Passes} passes a try";
        return cost.MemoryKib >= today.MemoryKib && cost.Passes >= today.Passes
            ? Finding.Ok(Area, FindingNames.PassphraseCost, is_ + ".", paths.Header)
            : Finding.Warning(
                Area, FindingNames.PassphraseCost, $"{is_}; today it would be {today.MemoryKib / 1024.0:0.#} MiB and {today.Passes}.",
                "Seal the store anew, which takes today's cost: Protect-PrxAuthStore", paths.Header);
    }

    private Finding Attempt(string name, string good, Action look)
    {
        try
        {
            look();
            return Finding.Ok(Area, name, good, paths.Root);
        }
        catch (PrxAuthException e)
        {
            return Finding.Failed(Area, name, e);
        }
    }

    private static string Words(KeySource source) => source switch
    {
        KeySource.Machine => "the machine's identity and the store's install secret",
        KeySource.Passphrase => "a passphrase",
        _ => "a random key",
    };

    /// <summary>What can be said of the master key without saying it.</summary>
    private readonly record struct MasterKeyFacts(bool IsSet, KeySource? Source, PrxAuthException? Fault)
    {
        public static MasterKeyFacts Of(KeySourceOptions keys)
        {
            if (keys.MasterKey() is not { } text)
            {
                return default;
            }

            try
            {
                using MasterKey key = MasterKey.Parse(text);
                return new MasterKeyFacts(true, key.Source, null);
            }
            catch (PrxAuthException e)
            {
                return new MasterKeyFacts(true, KeySource.Passphrase, e);
            }
        }
    }
}
