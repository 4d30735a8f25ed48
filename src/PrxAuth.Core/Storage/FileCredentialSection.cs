using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Storage;

/// <summary>The exclusive section of one file: it lasts as long as the kernel lock.</summary>
internal sealed class FileCredentialSection(FileCredentialStore store, ProfileKey key, KernelLock kernelLock) : ICredentialSection
{
    private bool _mayHoldRoom;
    private bool _disposed;

    public ValueTask<Credential?> ReadAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return store.ReadAsync(key, CancellationToken.None);
    }

    public ValueTask<Credential> WriteAsync(Credential credential)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(credential);
        if (credential.Key != key)
        {
            throw new ArgumentException($"This is the section of {key}, not of {credential.Key}.", nameof(credential));
        }

        // Also the room that a killed process reserved.
        _mayHoldRoom = true;
        return store.WriteAsync(credential);
    }

    public void ReserveRoom()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        store.Reserve(key);
        _mayHoldRoom = true;
    }

    public ValueTask<bool> DeleteAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ValueTask.FromResult(store.Delete(key));
    }

    public void Dispose()
    {
        if (!_disposed && _mayHoldRoom)
        {
            store.Release(key);
        }

        _disposed = true;
        kernelLock.Dispose();
    }
}
