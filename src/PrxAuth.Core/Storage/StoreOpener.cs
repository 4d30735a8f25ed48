using System.Security.Cryptography;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Core.Storage;

/// <summary>
/// Finds, or creates, the store's header and key. The key is derived once and kept. An opened store that is replaced is not disposed here:
/// other threads may be reading with it; its key clears itself when the last one lets go.
/// <para>Whoever seals a profile holds the store's lock together with others; whoever changes what seals the store holds it alone. So no
/// profile is ever written under a key that the header has just forgotten.</para>
/// </summary>
internal sealed class StoreOpener(
    ProfilePaths paths, KeySourceOptions options, StoreDirectories directories, DurableWriter writer, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_storeWait = TimeSpan.FromSeconds(30);

    private readonly StoreUnlocker _unlocker = new(paths.Root, options);
    private readonly Lock _gate = new();
    private volatile UnlockedStore? _unlocked;
    private volatile bool _isWhole;
    private volatile bool _disposed;

    internal StoreFiles Files { get; } = new(paths, writer, time);

    /// <summary>The store with its key; null when there is no store. Costs nothing after the first time.</summary>
    internal UnlockedStore? Open()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(FileCredentialStore));
        return _unlocked ?? OpenAsItIsNow();
    }

    /// <summary>The store as <c>store.json</c> describes it now: another process may have made a new one, or sealed it anew.</summary>
    internal UnlockedStore? OpenAsItIsNow()
    {
        if (!directories.IsThere(paths.Root))
        {
            return null;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(FileCredentialStore));
            if (_unlocked is { } known && Files.HeaderBytes() is { } bytes && known.WasUnlockedBy(bytes))
            {
                return known;
            }

            return UnlockAsItIsNow();
        }
    }

    // While a store is sealed anew, what the header named a moment ago may be gone: then the header names something else by now.
    private UnlockedStore? UnlockAsItIsNow()
    {
        while (Files.ReadHeader() is { } stored)
        {
            try
            {
                return Keep(_unlocker.Unlock(stored, Files));
            }
            catch (PrxAuthException) when (Files.ReadHeader() is { } now && !now.Bytes.AsSpan().SequenceEqual(stored.Bytes))
            {
                // Once more, by what it says now.
            }
        }

        return null;
    }

    /// <summary>The store for sealing something, a new one where there is none. While it is held nobody changes what seals the store.</summary>
    internal async ValueTask<SealingStore> OpenForSealingAsync()
    {
        directories.Ensure(paths.Root);
        while (true)
        {
            KernelLock shared = await LockAsync(LockSharing.WithOthers).ConfigureAwait(false);
            try
            {
                if (OpenAsItIsNow() is { } unlocked && _isWhole)
                {
                    return new SealingStore(unlocked, shared);
                }
            }
            catch
            {
                shared.Dispose();
                throw;
            }

            shared.Dispose();
            using KernelLock alone = await LockAsync(LockSharing.None).ConfigureAwait(false);
            CreateOrMend();
        }
    }

    /// <summary>Holds the store's lock alone: nobody seals anything meanwhile.</summary>
    internal ValueTask<KernelLock> HoldAsync() => LockAsync(LockSharing.None);

    /// <summary>Goes on with keys that were derived otherwise.</summary>
    internal UnlockedStore Keep(UnlockedStore unlocked)
    {
        _isWhole = false;
        _unlocked = unlocked;
        return unlocked;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _unlocked?.Dispose();
        }
    }

    private ValueTask<KernelLock> LockAsync(LockSharing sharing) => KernelLock.AcquireAsync(
        paths.StoreLock, sharing, s_storeWait, time, () => StoreFailure.StoreLockBusy(paths.StoreLock, s_storeWait), CancellationToken.None);

    private void CreateOrMend()
    {
        if (OpenAsItIsNow() is null)
        {
            Create();
        }
        else if (Files.ReadHeader() is { } stored && !Files.AreWhole(stored))
        {
            Files.Mend(stored);
        }

        _isWhole = true;
    }

    // The header is written last: where there is one, the store is complete.
    private void Create()
    {
        if (paths.HoldsProfiles())
        {
            throw StoreFailure.HeaderMissing(paths.Header);
        }

        lock (_gate)
        {
            byte[] storeId = RandomNumberGenerator.GetBytes(StoreHeader.StoreIdSize);
            NewKeySlot created = _unlocker.CreateSlot(storeId);
            if (created.InstallSecret is { } installSecret)
            {
                Files.WriteInstallSecret(created.Slot, installSecret);
                CryptographicOperations.ZeroMemory(installSecret);
            }

            byte[] headerBytes = Files.WriteWider(new StoreHeader { StoreId = storeId, Current = created.Slot });
            Keep(new UnlockedStore(headerBytes, storeId, created.Key));
        }
    }
}

/// <summary>A store that keeps its key for as long as this is held.</summary>
internal readonly struct SealingStore(UnlockedStore store, KernelLock shared) : IDisposable
{
    internal UnlockedStore Store { get; } = store;

    public void Dispose() => shared.Dispose();
}
