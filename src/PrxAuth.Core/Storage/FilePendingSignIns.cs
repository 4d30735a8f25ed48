using System.Buffers;
using System.Security.Cryptography;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Storage;

/// <summary>Keeps each pending sign-in in one sealed file beside its profile. Whoever changes one holds the profile's lock.</summary>
internal sealed class FilePendingSignIns(
    FileCredentialStore store, ProfilePaths paths, StoreDirectories directories, StoreOpener opener, DurableWriter writer, TimeProvider time)
    : IPendingSignInStore
{
    public ValueTask<PendingEntry?> ReadAsync(ProfileKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(key));
    }

    public ValueTask<IReadOnlyList<PendingEntry>> ListAsync(string? provider, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<PendingEntry>>(
            [.. store.ListKeys(provider, ProfilePaths.PendingExtension).Select(Read).OfType<PendingEntry>()]);
    }

    public async ValueTask KeepAsync(PendingSignIn pending, CancellationToken cancellationToken)
    {
        using ICredentialSection section = await store.EnterAsync(pending.Key, TokenService.LockWait, cancellationToken).ConfigureAwait(false);
        await WriteAsync(pending).ConfigureAwait(false);
    }

    public async ValueTask<PendingClaim> TakeAsync(PendingSignIn pending, CancellationToken cancellationToken)
    {
        using ICredentialSection section = await store.EnterAsync(pending.Key, TokenService.LockWait, cancellationToken).ConfigureAwait(false);
        PendingEntry? now = Read(pending.Key);
        PendingClaim claim = now switch
        {
            null => PendingClaim.Gone,
            { SignIn: { } there } when there.IsSameAs(pending) => there.IsTaken ? PendingClaim.TakenByOther : PendingClaim.Taken,
            _ => PendingClaim.Replaced,
        };
        if (claim == PendingClaim.Taken)
        {
            await WriteAsync(pending with { IsTaken = true }).ConfigureAwait(false);
        }

        return claim;
    }

    public async ValueTask DropAsync(PendingSignIn pending, TimeSpan wait)
    {
        using ICredentialSection section = await store.EnterAsync(pending.Key, wait, CancellationToken.None).ConfigureAwait(false);
        if (Read(pending.Key) is { } now && (now.SignIn is null || now.SignIn.IsSameAs(pending)))
        {
            writer.Delete(paths.Pending(pending.Key));
        }
    }

    public ValueTask DropExpiredAsync(string provider, CancellationToken cancellationToken)
    {
        foreach (ProfileKey key in store.ListKeys(provider, ProfilePaths.PendingExtension))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using KernelLock? alone = IsOver(Read(key)) ? KernelLock.TryAcquire(paths.Lock(key)) : null;

            // It may be another one by now.
            if (alone is not null && IsOver(Read(key)))
            {
                writer.Delete(paths.Pending(key));
            }
        }

        return ValueTask.CompletedTask;
    }

    private bool IsOver(PendingEntry? entry) => entry is not null && !(entry.SignIn?.ExpiresAt > time.GetUtcNow());

    // Under a former key it is not looked for: a sign-in that was pending while the store was sealed anew is begun again.
    private PendingEntry? Read(ProfileKey key)
    {
        string path = paths.Pending(key);
        if (!directories.IsThere(paths.Root) || !directories.IsThere(paths.Directory(key.Provider)) || !Presence.OfFile(path))
        {
            return null;
        }

        PendingEntry? entry = opener.Open() is { } known ? Open(known, path, key) : new PendingEntry(key, null);
        return entry is { SignIn: null } && opener.OpenAsItIsNow() is { } now ? Open(now, path, key) : entry;
    }

    private static PendingEntry? Open(UnlockedStore unlocked, string path, ProfileKey key)
    {
        using BoundedFile file = BoundedFile.Read(path, SealedProfile.MaxFileSize);
        if (file.IsAbsent)
        {
            return null;
        }

        int size = SealedProfile.PlaintextSize(file.Content.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        Span<byte> plaintext = buffer.AsSpan(0, size);
        try
        {
            return SealedProfile.Open(unlocked.Key, unlocked.StoreId, key, file.Content, plaintext, out _, SealedPurpose.PendingSignIn)
                    == SealedFileFault.None && PendingSignInDocument.TryRead(plaintext, key, out PendingSignIn? pending)
                ? new PendingEntry(pending.Key, pending)
                : new PendingEntry(key, null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask WriteAsync(PendingSignIn pending)
    {
        using SealingStore sealing = await opener.OpenForSealingAsync().ConfigureAwait(false);
        byte[] file = SealedProfile.Seal(sealing.Store, pending.Key, 1, PendingSignInDocument.Write(pending), SealedPurpose.PendingSignIn);
        writer.Write(paths.Pending(pending.Key), file);
    }
}
