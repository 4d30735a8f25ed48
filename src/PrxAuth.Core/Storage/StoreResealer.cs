using System.Security.Cryptography;
using NSec.Cryptography;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Core.Storage;

/// <summary>What a store can be sealed by.</summary>
public enum SealedBy
{
    /// <summary>The machine's identity and a random secret of the store.</summary>
    Machine,
    /// <summary>The master key.</summary>
    MasterKey,
}

/// <summary>By what a store is to be sealed.</summary>
public sealed record ResealRequest
{
    /// <summary>By what; null: as it is now, with a fresh key.</summary>
    public SealedBy? By { get; init; }

    /// <summary>The master key to seal with; null: <see cref="KeySourceOptions.NewMasterKey"/>, or else <see cref="KeySourceOptions.MasterKey"/>.</summary>
    public Secret? NewMasterKey { get; init; }
}

/// <summary>What became of it.</summary>
/// <param name="Directory">The store.</param>
/// <param name="Before">What sealed it.</param>
/// <param name="After">What seals it now.</param>
/// <param name="Profiles">How many profiles are sealed anew.</param>
/// <param name="Damaged">The profiles that could not be opened before and cannot now.</param>
public sealed record ResealResult(string Directory, KeySource Before, KeySource After, int Profiles, IReadOnlyList<ProfileKey> Damaged);

/// <summary>
/// Seals a store anew. The header first names both keys; then the profiles are taken over one by one, each in its section; then the header
/// forgets the former key. At every instant every profile opens by what the header says.
/// </summary>
internal sealed class StoreResealer(
    FileCredentialStore store, ProfilePaths paths, StoreOpener opener, KeySourceOptions keys, TimeProvider time)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(30);

    // Longer than a refresh that is under way can take.
    private static readonly TimeSpan s_profileWait = TimeSpan.FromMinutes(5);

    public async Task<ResealResult> ResealAsync(ResealRequest request, CancellationToken cancellationToken)
    {
        if (opener.Files.ReadHeader() is null)
        {
            throw paths.HoldsProfiles() ? StoreFailure.HeaderMissing(paths.Header) : StoreFailure.StoreMissing(paths.Root);
        }

        using KernelLock only = await KernelLock.AcquireAsync(
            paths.ResealLock, LockSharing.None, s_wait, time, () => StoreFailure.ResealBusy(paths.ResealLock, s_wait), cancellationToken)
            .ConfigureAwait(false);
        var unlocker = new StoreUnlocker(paths.Root, keys with { NewMasterKey = () => request.NewMasterKey ?? keys.NewMasterKey() });
        StoredHeader stored = await MendedAsync().ConfigureAwait(false);
        if (stored.Header.Previous is not null)
        {
            opener.Keep(unlocker.Unlock(stored, opener.Files));
            (stored, _, _) = await FinishAsync(stored, cancellationToken).ConfigureAwait(false);
        }

        KeySource before = stored.Header.Current.Source;
        SealedBy by = request.By ?? (before == KeySource.Machine ? SealedBy.Machine : SealedBy.MasterKey);
        stored = await SwitchAsync(stored, by, request, unlocker).ConfigureAwait(false);
        (_, int profiles, IReadOnlyList<ProfileKey> damaged) = await FinishAsync(stored, cancellationToken).ConfigureAwait(false);
        return new ResealResult(paths.Root, before, stored.Header.Current.Source, profiles, damaged);
    }

    // A header or an install secret that stands on one leg is mended before anything hangs on it.
    private async Task<StoredHeader> MendedAsync()
    {
        using KernelLock alone = await opener.HoldAsync().ConfigureAwait(false);
        StoredHeader stored = opener.Files.ReadHeader() ?? throw StoreFailure.StoreMissing(paths.Root);
        if (!opener.Files.AreWhole(stored))
        {
            opener.Files.Mend(stored);
        }

        opener.Files.DeleteOrphans(stored.Header);
        return stored;
    }

    private async Task<StoredHeader> SwitchAsync(StoredHeader stored, SealedBy by, ResealRequest request, StoreUnlocker unlocker)
    {
        byte[] storeId = stored.Header.StoreId;
        Key former = unlocker.Unlock(storeId, stored.Header.Current, opener.Files);
        NewKeySlot next = by == SealedBy.MasterKey
            ? unlocker.CreateSlot(storeId, request.NewMasterKey ?? keys.NewMasterKey() ?? keys.MasterKey() ?? throw StoreFailure.NoKeyToSealWith())
            : unlocker.CreateSlotOfMachine(storeId, storeExists: true);
        if (KeyDerivation.Matches(next.Slot.KeyCheck, stored.Header.Current.KeyCheck))
        {
            throw StoreFailure.MasterKeyUnchanged(paths.Root);
        }

        if (next.InstallSecret is { } installSecret)
        {
            opener.Files.WriteInstallSecret(next.Slot, installSecret);
            CryptographicOperations.ZeroMemory(installSecret);
        }

        StoreHeader both = stored.Header with { Current = next.Slot, Previous = stored.Header.Current };
        using KernelLock alone = await opener.HoldAsync().ConfigureAwait(false);
        byte[] bytes = opener.Files.WriteWider(both);
        opener.Keep(new UnlockedStore(bytes, storeId, next.Key, () => former));
        return new StoredHeader(both, bytes);
    }

    private async Task<(StoredHeader Stored, int Profiles, IReadOnlyList<ProfileKey> Damaged)> FinishAsync(
        StoredHeader stored, CancellationToken cancellationToken)
    {
        int profiles = 0;
        int left = 0;
        PrxAuthException? failure = null;
        List<ProfileKey> damaged = [];
        foreach (ProfileKey key in store.ListKeys(null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using ICredentialSection section = await store.EnterAsync(key, s_profileWait, cancellationToken).ConfigureAwait(false);
                profiles += await store.TakeOverAsync(key).ConfigureAwait(false) ? 1 : 0;
            }
            catch (PrxAuthException e) when (e.Error == PrxAuthError.SealedFileDamaged)
            {
                damaged.Add(key);
            }
            catch (PrxAuthException e)
            {
                left++;
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw StoreFailure.ResealUnfinished(paths.Root, left, failure);
        }

        return (await ForgetPreviousAsync(stored).ConfigureAwait(false), profiles, damaged);
    }

    private async Task<StoredHeader> ForgetPreviousAsync(StoredHeader stored)
    {
        StoreHeader one = stored.Header with { Previous = null };
        using KernelLock alone = await opener.HoldAsync().ConfigureAwait(false);
        Key current = opener.OpenAsItIsNow()!.Key;
        byte[] bytes = opener.Files.WriteNarrower(one);
        opener.Keep(new UnlockedStore(bytes, one.StoreId, current));
        opener.Files.DeleteOrphans(one);
        return new StoredHeader(one, bytes);
    }
}
