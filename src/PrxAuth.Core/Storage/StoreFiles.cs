using System.Security.Cryptography;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Core.Storage;

/// <summary>A header and the bytes it was read from.</summary>
internal sealed record StoredHeader(StoreHeader Header, byte[] Bytes);

/// <summary>
/// The two small files that every profile hangs on, the header and the install secret. Each has a copy beside it, which stands in when the
/// first is missing or damaged: one flipped bit must not cost all logins.
/// </summary>
internal sealed class StoreFiles(ProfilePaths paths, DurableWriter writer, TimeProvider time)
{
    /// <summary>The bytes of <c>store.json</c> as they are; null where there are none.</summary>
    internal byte[]? HeaderBytes() => ReadBytes(paths.Header, StoreHeader.MaxFileSize);

    /// <summary>The header, or its copy where that is all there is; null where there is no store.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreHeaderInvalid"/> or <see cref="PrxAuthError.StoreTooNew"/>.</exception>
    internal StoredHeader? ReadHeader()
    {
        PrxAuthException? failure = null;
        foreach (string path in new[] { paths.Header, ProfilePaths.Copy(paths.Header) })
        {
            try
            {
                if (ReadBytes(path, StoreHeader.MaxFileSize) is { } bytes)
                {
                    return new StoredHeader(StoreHeader.Read(bytes, path), bytes);
                }
            }
            catch (PrxAuthException e) when (e.Error == PrxAuthError.StoreHeaderInvalid)
            {
                failure ??= e;
            }
        }

        return failure is null ? null : throw failure;
    }

    /// <summary>The install secret of a slot. The caller clears it.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.InstallSecretMissing"/>.</exception>
    internal byte[] ReadInstallSecret(KeySlot slot, byte[] storeId)
    {
        string path = paths.InstallSecret(slot.InstallSecretFile!);
        bool isThere = false;
        foreach (string candidate in new[] { path, ProfilePaths.Copy(path) })
        {
            PathTrust.CheckPrivate(candidate);
            byte[]? secret = ReadBytes(candidate, KeyDerivation.InstallSecretSize);
            isThere |= secret is not null;
            if (secret?.Length == KeyDerivation.InstallSecretSize
                && KeyDerivation.Matches(KeyDerivation.InstallSecretCheck(secret, storeId), slot.InstallSecretCheck))
            {
                return secret;
            }

            CryptographicOperations.ZeroMemory(secret);
        }

        throw StoreFailure.InstallSecretMissing(path, isThere ? "is damaged or belongs to another store" : "is missing");
    }

    /// <summary>Writes an install secret and its copy.</summary>
    internal void WriteInstallSecret(KeySlot slot, ReadOnlySpan<byte> secret) => WriteTwice(paths.InstallSecret(slot.InstallSecretFile!), secret);

    /// <summary>Writes a header that opens all that the former one did. The copy comes first, so that it is never behind.</summary>
    internal byte[] WriteWider(StoreHeader header)
    {
        byte[] bytes = header.Write();
        writer.Write(ProfilePaths.Copy(paths.Header), bytes);
        writer.Write(paths.Header, bytes);
        return bytes;
    }

    /// <summary>Writes a header that opens less than the former one. The copy comes last.</summary>
    internal byte[] WriteNarrower(StoreHeader header)
    {
        byte[] bytes = header.Write();
        WriteTwice(paths.Header, bytes);
        return bytes;
    }

    /// <summary>Removes the install secrets that the header does not name: nothing is sealed with them any more, or yet.</summary>
    internal void DeleteOrphans(StoreHeader header)
    {
        string?[] named = [header.Current.InstallSecretFile, header.Previous?.InstallSecretFile];
        foreach (string path in paths.InstallSecrets().Where(path => !named.Contains(Path.GetFileName(path))))
        {
            writer.Delete(ProfilePaths.Copy(path));
            writer.Delete(path);
        }
    }

    /// <summary>Whether both files and both copies are as they should be.</summary>
    internal bool AreWhole(StoredHeader stored) => IsTwice(paths.Header, stored.Bytes) && SecretsOf(stored.Header).All(secret =>
    {
        bool isTwice = IsTwice(secret.Path, secret.Bytes);
        CryptographicOperations.ZeroMemory(secret.Bytes);
        return isTwice;
    });

    /// <summary>Puts back what is missing or damaged from its copy, or the copy from it. What was damaged is set aside.</summary>
    internal void Mend(StoredHeader stored)
    {
        Mend(paths.Header, stored.Bytes);
        foreach ((string path, byte[] bytes) in SecretsOf(stored.Header))
        {
            Mend(path, bytes);
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private void Mend(string path, byte[] bytes)
    {
        foreach (string one in new[] { path, ProfilePaths.Copy(path) })
        {
            byte[]? now = ReadBytes(one, bytes.Length);
            if (now is null || !bytes.AsSpan().SequenceEqual(now))
            {
                if (now is not null && one == path)
                {
                    writer.SetAside(one, ProfilePaths.Damaged(one, time.GetUtcNow()));
                }

                writer.Write(one, bytes);
            }

            CryptographicOperations.ZeroMemory(now);
        }
    }

    // Secrets that cannot be read any more are no matter of mending.
    private IEnumerable<(string Path, byte[] Bytes)> SecretsOf(StoreHeader header)
    {
        foreach (KeySlot slot in new[] { header.Current, header.Previous }.OfType<KeySlot>().Where(slot => slot.InstallSecretFile is not null))
        {
            byte[] secret;
            try
            {
                secret = ReadInstallSecret(slot, header.StoreId);
            }
            catch (PrxAuthException)
            {
                continue;
            }

            yield return (paths.InstallSecret(slot.InstallSecretFile!), secret);
        }
    }

    private static bool IsTwice(string path, byte[] bytes)
    {
        foreach (string one in new[] { path, ProfilePaths.Copy(path) })
        {
            byte[]? now = ReadBytes(one, bytes.Length);
            bool isSame = now is not null && bytes.AsSpan().SequenceEqual(now);
            CryptographicOperations.ZeroMemory(now);
            if (!isSame)
            {
                return false;
            }
        }

        return true;
    }

    private void WriteTwice(string path, ReadOnlySpan<byte> bytes)
    {
        writer.Write(path, bytes);
        writer.Write(ProfilePaths.Copy(path), bytes);
    }

    // A file over the limit comes with one byte more, which no reader takes for whole.
    private static byte[]? ReadBytes(string path, int limit)
    {
        using BoundedFile file = BoundedFile.Read(path, limit);
        return file.IsAbsent ? null : file.Content.ToArray();
    }
}
