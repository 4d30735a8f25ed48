using System.Buffers;
using System.Security.Cryptography;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Core.Storage;

/// <summary>
/// Keeps each credential in one sealed file. <c>docs/store-format.md</c> describes the bytes. Reading creates nothing; the store comes
/// into being with the first write. Any number of processes and threads may share one directory.
/// </summary>
public sealed class FileCredentialStore : ICredentialStore, IDisposable
{
    private readonly ProfilePaths _paths;
    private readonly StoreDirectories _directories;
    private readonly DurableWriter _writer;
    private readonly StoreOpener _opener;
    private readonly KeySourceOptions _keys;
    private readonly TimeProvider _time;

    /// <summary>Names a store. Nothing is read before it is needed.</summary>
    /// <param name="directory">The store's directory (<see cref="Configuration.AuthPaths.SecretsDirectory"/>).</param>
    /// <param name="keys">Where its key comes from.</param>
    /// <param name="time">The clock.</param>
    /// <param name="writer">How files are written; the plain one when null.</param>
    public FileCredentialStore(string directory, KeySourceOptions keys, TimeProvider time, DurableWriter? writer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(time);
        Directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        _time = time;
        _writer = writer ?? new DurableWriter();
        _paths = new ProfilePaths(Directory);
        _directories = new StoreDirectories(_writer);
        _opener = new StoreOpener(_paths, keys, _directories, _writer, time);
        _keys = keys;
        PendingSignIns = new FilePendingSignIns(this, _paths, _directories, _opener, _writer, time);
    }

    /// <summary>The store's directory.</summary>
    public string Directory { get; }

    /// <summary>The sign-ins that are not finished yet, which lie beside the profiles.</summary>
    public IPendingSignInStore PendingSignIns { get; }

    /// <inheritdoc/>
    public ValueTask<Credential?> ReadAsync(ProfileKey key, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Credential?>(cancellationToken);
        }

        try
        {
            return ValueTask.FromResult(Read(key));
        }
        catch (PrxAuthException e)
        {
            return ValueTask.FromException<Credential?>(e);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CredentialEntry> ListAsync(string? provider, CancellationToken cancellationToken) =>
        Entries(provider, cancellationToken).ToAsyncEnumerable();

    /// <inheritdoc/>
    /// <remarks>The names are lower case, as they are on disk; the spelling of the sign-in is inside the sealed files.</remarks>
    public IReadOnlyList<ProfileKey> ListKeys(string? provider) => ListKeys(provider, ProfilePaths.SealedExtension);

    /// <summary>The profiles that have a file of one kind.</summary>
    internal IReadOnlyList<ProfileKey> ListKeys(string? provider, string extension)
    {
        if (!_directories.IsThere(Directory) || (provider is not null && !ProfileKey.IsValidName(provider)))
        {
            return [];
        }

        try
        {
            return _paths.Keys(provider, extension);
        }
        catch (DirectoryNotFoundException)
        {
            // Deleted since it was looked at.
            return [];
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            throw StoreFailure.Reading(Directory, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ICredentialSection> EnterAsync(ProfileKey key, TimeSpan wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _directories.Ensure(Directory);
        _directories.Ensure(_paths.Directory(key.Provider));
        KernelLock entered = await KernelLock.AcquireAsync(
            _paths.Lock(key), LockSharing.None, wait, _time, () => StoreFailure.Busy(key, wait), cancellationToken).ConfigureAwait(false);
        return new FileCredentialSection(this, key, entered);
    }

    /// <summary>Seals every profile anew, under another key source or a fresh key of the same one. Whenever it is stopped, however it is
    /// stopped, everything opens as before, and running it again finishes it. Other processes may go on reading and writing.</summary>
    /// <exception cref="PrxAuthException">There is no store, or no key to seal it with; or a profile could not be taken over.</exception>
    public Task<ResealResult> ResealAsync(ResealRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new StoreResealer(this, _paths, _opener, _keys, _time).ResealAsync(request, cancellationToken);
    }

    /// <summary>Clears the key from memory.</summary>
    public void Dispose() => _opener.Dispose();

    internal Credential? Read(ProfileKey key)
    {
        if (_opener.Open() is not { } store)
        {
            return Presence.OfFile(_paths.Sealed(key)) ? throw StoreFailure.HeaderMissing(_paths.Header) : null;
        }

        if (!_directories.IsThere(_paths.Directory(key.Provider)))
        {
            return null;
        }

        string path = _paths.Sealed(key);
        SealedFileFault fault;
        Credential? credential;
        try
        {
            fault = TryOpen(store, path, key, out credential);
            if (fault != SealedFileFault.None && _opener.OpenAsItIsNow() is { } newer && newer != store)
            {
                fault = TryOpen(newer, path, key, out credential);
            }
        }
        catch (PrxAuthException) when (store.IsBeingResealed && _opener.OpenAsItIsNow() is { } newer && newer != store)
        {
            // The former key went while we were about to use it: by now the file is sealed with the other one.
            fault = TryOpen(newer, path, key, out credential);
        }

        return fault == SealedFileFault.None ? credential : throw StoreFailure.Damaged(path, key, fault);
    }

    /// <summary>Seals a profile with the current key where the previous one still seals it. Inside the section of <paramref name="key"/>.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal async ValueTask<bool> TakeOverAsync(ProfileKey key)
    {
        using SealingStore sealing = await _opener.OpenForSealingAsync().ConfigureAwait(false);
        string path = _paths.Sealed(key);
        SealedFileFault fault = TryOpen(sealing.Store, path, key, out Credential? credential, out bool isUnderPreviousKey);
        if (fault != SealedFileFault.None)
        {
            throw StoreFailure.Damaged(path, key, fault);
        }

        if (isUnderPreviousKey)
        {
            _writer.Write(path, Seal(sealing.Store, credential!));
        }

        return isUnderPreviousKey;
    }

    /// <summary>Reads inside a section, where it is known which generation was written last.</summary>
    internal Credential? Read(ProfileKey key, long lastWritten)
    {
        Credential? credential = Read(key);
        return credential?.Generation < lastWritten
            ? throw StoreFailure.Outdated(_paths.Sealed(key), key, credential.Generation, lastWritten)
            : credential;
    }

    /// <summary>Writes inside the section of <paramref name="credential"/>.</summary>
    internal async ValueTask<Credential> WriteAsync(Credential credential, long lastWritten = 0)
    {
        string path = _paths.Sealed(credential.Key);
        using PreparedWrite write = await PrepareAsync(credential, lastWritten).ConfigureAwait(false);
        if (write.Replaced != SealedFileFault.None)
        {
            _writer.SetAside(path, _paths.Damaged(credential.Key, _time.GetUtcNow()));
        }

        _writer.Write(path, write.File);
        SweepPending(credential.Key);
        return write.Next;
    }

    // What is written may be an answer that cannot be asked for again: as the writer does with its steps, those before it are tried twice.
    private async ValueTask<PreparedWrite> PrepareAsync(Credential credential, long lastWritten)
    {
        try
        {
            return await PrepareOnceAsync(credential, lastWritten).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e)
            || e is PrxAuthException { Error: PrxAuthError.StoreUnavailable or PrxAuthError.StoreNotWritable or PrxAuthError.StoreFull })
        {
            return await PrepareOnceAsync(credential, lastWritten).ConfigureAwait(false);
        }
    }

    private async ValueTask<PreparedWrite> PrepareOnceAsync(Credential credential, long lastWritten)
    {
        SealingStore sealing = await _opener.OpenForSealingAsync().ConfigureAwait(false);
        try
        {
            _directories.Ensure(_paths.Directory(credential.Key.Provider));
            Credential next = credential with { Generation = credential.Generation + 1 };
            return new PreparedWrite(sealing, Replaced(sealing.Store, credential, lastWritten), Seal(sealing.Store, next), next);
        }
        catch
        {
            sealing.Dispose();
            throw;
        }
    }

    // Why the file that stands there now must be set aside; None where it is the one that the credential follows.
    private SealedFileFault Replaced(UnlockedStore store, Credential credential, long lastWritten)
    {
        ProfileKey key = credential.Key;
        string path = _paths.Sealed(key);
        SealedFileFault fault = TryOpen(store, path, key, out Credential? stored);
        fault = stored?.Generation < lastWritten ? SealedFileFault.Outdated : fault;
        if (fault == SealedFileFault.None && (stored?.Generation ?? 0) != credential.Generation)
        {
            throw StoreFailure.Conflict(key, credential.Generation, stored?.Generation ?? 0);
        }

        return fault;
    }

    /// <summary>Reserves room inside the section of <paramref name="key"/>.</summary>
    internal void Reserve(ProfileKey key) => _writer.Reserve(_paths.Sealed(key));

    /// <summary>Gives the room of <paramref name="key"/> back.</summary>
    internal void Release(ProfileKey key) => DurableWriter.Release(_paths.Sealed(key));

    /// <summary>Deletes inside the section of <paramref name="key"/>.</summary>
    internal bool Delete(ProfileKey key)
    {
        SweepPending(key);
        return _writer.Delete(_paths.Sealed(key));
    }

    // A sign-in that was killed while it noted itself leaves half a record. Its writer would have held the lock that is held here.
    private void SweepPending(ProfileKey key) => DurableWriter.Sweep(_paths.Pending(key));

    private static byte[] Seal(UnlockedStore store, Credential credential)
    {
        byte[] plaintext = CredentialDocument.Write(credential);
        if (plaintext.Length > SealedProfile.MaxFileSize - SealedProfile.Overhead)
        {
            CryptographicOperations.ZeroMemory(plaintext);
            throw StoreFailure.TooLarge(credential.Key, plaintext.Length);
        }

        return SealedProfile.Seal(store, credential.Key, credential.Generation, plaintext);
    }

    private static SealedFileFault TryOpen(UnlockedStore store, string path, ProfileKey key, out Credential? credential) =>
        TryOpen(store, path, key, out credential, out _);

    private static SealedFileFault TryOpen(
        UnlockedStore store, string path, ProfileKey key, out Credential? credential, out bool isUnderPreviousKey)
    {
        credential = null;
        isUnderPreviousKey = false;
        using BoundedFile file = BoundedFile.Read(path, SealedProfile.MaxFileSize);
        if (file.IsAbsent)
        {
            return SealedFileFault.None;
        }

        int size = SealedProfile.PlaintextSize(file.Content.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        Span<byte> plaintext = buffer.AsSpan(0, size);
        try
        {
            SealedFileFault fault = SealedProfile.Open(store.Key, store.StoreId, key, file.Content, plaintext, out long generation);
            if (fault == SealedFileFault.DoesNotOpen && store.IsBeingResealed)
            {
                fault = SealedProfile.Open(store.PreviousKey(), store.StoreId, key, file.Content, plaintext, out generation);
                isUnderPreviousKey = fault == SealedFileFault.None;
            }

            if (fault != SealedFileFault.None)
            {
                return fault;
            }

            return CredentialDocument.TryRead(plaintext, key, generation, out credential)
                ? SealedFileFault.None
                : SealedFileFault.ContentsInvalid;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A write of which everything is there but the writing.</summary>
    private sealed record PreparedWrite(SealingStore Sealing, SealedFileFault Replaced, byte[] File, Credential Next) : IDisposable
    {
        public void Dispose() => Sealing.Dispose();
    }

    private IEnumerable<CredentialEntry> Entries(string? provider, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProfileKey> keys = ListKeys(provider);
        if (keys.Count > 0 && _opener.Open() is null)
        {
            throw StoreFailure.HeaderMissing(_paths.Header);
        }

        foreach (ProfileKey key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Entry(key) is { } entry)
            {
                yield return entry;
            }
        }
    }

    // What befalls one file is that file's entry; what befalls the store ends the listing.
    private CredentialEntry? Entry(ProfileKey key)
    {
        try
        {
            return Read(key) is { } credential ? new CredentialEntry(credential.Key, credential, null) : null;
        }
        catch (PrxAuthException e)
        {
            return new CredentialEntry(key, null, e);
        }
    }
}
