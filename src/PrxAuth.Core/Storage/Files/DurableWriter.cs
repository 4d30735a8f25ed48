namespace PrxAuth.Core.Storage.Files;

/// <summary>
/// Replaces files so that at every instant either the old or the new content is there, whole, even when the power fails: temporary file
/// in the same directory → write → flush → rename → flush of the directory. The steps can be overridden, so that a failure of each
/// can be tested. Its callers hold the lock of what they write: there is one temporary per file and one writer at a time.
/// </summary>
public class DurableWriter
{
    internal const string TemporarySuffix = ".tmp";
    // .NET says in words alone that there is no room, and leaves the number of the error out.
    private const int NotEnoughRoom = unchecked((int)0x80131620);

    private const string RoomSuffix = ".room" + TemporarySuffix;

    // More than the token sets take that providers are known to issue.
    private const int RoomSize = 16 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Writes <paramref name="content"/> to <paramref name="path"/>. A step that fails is tried once more from the start, with the
    /// room that was reserved for this file given back: what is written may be an answer that cannot be asked for again. On failure what
    /// was there before is untouched and no temporary stays. A temporary that a killed writer left is replaced.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreFull"/>, <see cref="PrxAuthError.StoreNotWritable"/> or
    /// <see cref="PrxAuthError.StoreUnavailable"/>.</exception>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            WriteOnce(path, content);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            Release(path);
            try
            {
                WriteOnce(path, content);
            }
            catch (Exception again) when (StoreFailure.IsFromFileSystem(again))
            {
                throw StoreFailure.Writing(path, again);
            }
        }

        Settle(path);
    }

    /// <summary>Takes room on the file system that <see cref="Write"/> gives back when it finds none.</summary>
    /// <exception cref="PrxAuthException">As for <see cref="Write"/>.</exception>
    public void Reserve(string path)
    {
        string room = path + RoomSuffix;
        try
        {
            File.Delete(room);
            using FileStream reserved = CreateTemporary(room, RoomSize);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            TryDelete(room);
            throw e.HResult == NotEnoughRoom ? StoreFailure.Full(path, e) : StoreFailure.Writing(path, e);
        }
    }

    /// <summary>Gives back what was reserved for a file, by whomever.</summary>
    public static void Release(string path) => TryDelete(path + RoomSuffix);

    /// <summary>Takes away what a killed writer of a file left half written, and nothing else.</summary>
    public static void Sweep(string path) => TryDelete(path + TemporarySuffix);

    /// <summary>Deletes a file for good, and the temporary of a killed writer with it; false when there was no such file.</summary>
    /// <exception cref="PrxAuthException">As for <see cref="Write"/>.</exception>
    public bool Delete(string path)
    {
        try
        {
            File.Delete(path + TemporarySuffix);
            File.Delete(path + RoomSuffix);
            if (!Presence.OfFile(path))
            {
                return false;
            }

            File.Delete(path);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            throw StoreFailure.Writing(path, e);
        }

        Settle(path);
        return true;
    }

    /// <summary>Gives a file another name beside it; never over another file.</summary>
    /// <exception cref="PrxAuthException">As for <see cref="Write"/>.</exception>
    public void SetAside(string path, string newPath)
    {
        try
        {
            File.Move(path, newPath, overwrite: false);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            throw StoreFailure.Writing(path, e);
        }

        Settle(path);
    }

    /// <summary>Creates a directory, and every one above it that is missing, for the owner alone.</summary>
    /// <exception cref="PrxAuthException">As for <see cref="Write"/>.</exception>
    public void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
        {
            CreateDirectory(parent);
        }

        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnlyDirectory);
            }
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            throw StoreFailure.Writing(path, e);
        }

        Settle(path);
    }

    /// <summary>Creates the temporary file, readable by its owner alone from the first instant.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="room">How many bytes to take on the file system beforehand.</param>
    protected virtual FileStream CreateTemporary(string path, int room = 0)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            PreallocationSize = room,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Writes the whole content.</summary>
    protected virtual void WriteBytes(FileStream stream, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(content);
    }

    /// <summary>Has the content on the medium.</summary>
    protected virtual void FlushFile(FileStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        DiskFlush.Flush(stream.SafeFileHandle);
    }

    /// <summary>Puts the temporary in the place of the file.</summary>
    protected virtual void Replace(string temporary, string path) => File.Move(temporary, path, overwrite: true);

    /// <summary>Has the new name on the medium.</summary>
    protected virtual void FlushDirectory(string path) => DiskFlush.FlushDirectory(path);

    private void WriteOnce(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + TemporarySuffix;
        File.Delete(temporary);
        try
        {
            using (FileStream stream = CreateTemporary(temporary))
            {
                WriteBytes(stream, content);
                FlushFile(stream);
            }

            Replace(temporary, path);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            TryDelete(temporary);
            throw;
        }
    }

    private void Settle(string path)
    {
        string directory = Path.GetDirectoryName(path) ?? path;
        try
        {
            try
            {
                FlushDirectory(directory);
            }
            catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
            {
                FlushDirectory(directory);
            }
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            throw StoreFailure.Settling(path, e);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next write of this file removes it; the failure that brought us here is the one to report.
        }
    }
}
