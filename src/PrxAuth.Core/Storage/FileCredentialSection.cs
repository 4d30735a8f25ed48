using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Storage;

/// <summary>The exclusive section of one file: it lasts as long as the kernel lock. The lock's number is the generation that was written
/// last, by which an older copy that somebody put back is told.</summary>
internal sealed class FileCredentialSection(FileCredentialStore store, ProfileKey key, KernelLock kernelLock) : ICredentialSection
{
    private long _lastWritten = kernelLock.ReadNumber();
    private bool _mayHoldRoom;
    private bool _disposed;

    public ValueTask<Credential?> ReadAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            return ValueTask.FromResult(store.Read(key, _lastWritten));
        }
        catch (PrxAuthException e)
        {
            return ValueTask.FromException<Credential?>(e);
        }
    }

    public async ValueTask<Credential> WriteAsync(Credential credential)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(credential);
        if (credential.Key != key)
        {
            throw new ArgumentException($"This is the section of {key}, not of {credential.Key}.", nameof(credential));
        }

        // Also the room that a killed process reserved.
        _mayHoldRoom = true;
        Credential written = await store.WriteAsync(credential, _lastWritten).ConfigureAwait(false);
        Leave(written.Generation);
        return written;
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
        bool wasThere = store.Delete(key);
        Leave(0);
        return ValueTask.FromResult(wasThere);
    }

    private void Leave(long lastWritten)
    {
        _lastWritten = lastWritten;
        kernelLock.LeaveNumber(lastWritten);
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
