using System.Security.Cryptography;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Core.Storage;

/// <summary>
/// Finds, or creates, the store's header and key. The key is derived once and kept. An opened store that is replaced is not disposed here:
/// other threads may be reading with it; its key clears itself when the last one lets go.
/// </summary>
internal sealed class StoreOpener(
    ProfilePaths paths, KeySourceOptions options, StoreDirectories directories, DurableWriter writer, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_creationWait = TimeSpan.FromSeconds(30);

    private readonly StoreUnlocker _unlocker = new(paths.Root, options);
    private readonly Lock _gate = new();
    private volatile UnlockedStore? _unlocked;
    private volatile bool _disposed;

    /// <summary>The store with its key; null when there is no store. Costs nothing after the first time.</summary>
    internal UnlockedStore? Open()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(FileCredentialStore));
        return _unlocked ?? OpenAsItIsNow();
    }

    /// <summary>The store as <c>store.json</c> describes it now: another process may have made a new one.</summary>
    internal UnlockedStore? OpenAsItIsNow()
    {
        if (!directories.IsThere(paths.Root))
        {
            return null;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(FileCredentialStore));
            if (ReadHeader() is not { } headerBytes)
            {
                return null;
            }

            if (_unlocked is not { } unlocked || !unlocked.WasUnlockedBy(headerBytes))
            {
                StoreHeader header = StoreHeader.Read(headerBytes, paths.Header);
                unlocked = _unlocker.Unlock(header, headerBytes, ReadInstallSecret);
                _unlocked = unlocked;
            }

            return unlocked;
        }
    }

    /// <summary>What the store says of itself, without a key; null when there is no store.</summary>
    internal StoreHeader? ReadStoreHeader() => ReadHeader() is { } bytes ? StoreHeader.Read(bytes, paths.Header) : null;

    /// <summary>Checks that the install secret is the one of this store.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.InstallSecretMissing"/> or <see cref="PrxAuthError.StoreUntrusted"/>.</exception>
    internal void CheckInstallSecret(StoreHeader header) =>
        CryptographicOperations.ZeroMemory(_unlocker.InstallSecret(header, ReadInstallSecret));

    /// <summary>The store as it is now; a new one where there is none.</summary>
    internal async ValueTask<UnlockedStore> OpenOrCreateAsync()
    {
        directories.Ensure(paths.Root);
        if (OpenAsItIsNow() is { } unlocked)
        {
            return unlocked;
        }

        using KernelLock creation = await KernelLock.AcquireAsync(
            paths.StoreLock,
            s_creationWait,
            time,
            () => StoreFailure.StoreLockBusy(paths.StoreLock, s_creationWait),
            CancellationToken.None)
            .ConfigureAwait(false);
        return OpenAsItIsNow() ?? Create();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _unlocked?.Dispose();
        }
    }

    // The header is written last: where there is one, the store is complete.
    private UnlockedStore Create()
    {
        if (paths.HoldsProfiles())
        {
            throw StoreFailure.HeaderMissing(paths.Header);
        }

        lock (_gate)
        {
            NewStore created = _unlocker.Create();
            if (created.InstallSecret is { } installSecret)
            {
                writer.Write(paths.InstallSecret, installSecret);
                CryptographicOperations.ZeroMemory(installSecret);
            }

            writer.Write(paths.Header, created.HeaderBytes);
            _unlocked = created.Unlocked;
            return created.Unlocked;
        }
    }

    private byte[]? ReadHeader()
    {
        using BoundedFile file = BoundedFile.Read(paths.Header, StoreHeader.MaxFileSize);
        if (file.Content.Length > StoreHeader.MaxFileSize)
        {
            throw StoreFailure.HeaderDamaged(paths.Header, "it is too large");
        }

        return file.IsAbsent ? null : file.Content.ToArray();
    }

    private byte[]? ReadInstallSecret()
    {
        PathTrust.CheckPrivate(paths.InstallSecret);
        using BoundedFile file = BoundedFile.Read(paths.InstallSecret, KeyDerivation.InstallSecretSize);
        return file.IsAbsent ? null : file.Content.ToArray();
    }
}
