using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PrxAuth.Core.Storage.Files;

/// <summary>
/// Replaces files so that at every instant either the old or the new content is there, whole, even when the power fails: temporary file
/// in the same directory → write → flush → rename → flush of the directory. The steps can be overridden, so that a failure of each
/// can be tested. Its callers hold the lock of what they write: there is one temporary per file and one writer at a time.
/// </summary>
public class DurableWriter
{
    internal const string TemporarySuffix = ".tmp";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Writes <paramref name="content"/> to <paramref name="path"/>. On failure what was there before is untouched and no
    /// temporary stays. A temporary that a killed writer left is replaced.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreFull"/>, <see cref="PrxAuthError.StoreNotWritable"/> or
    /// <see cref="PrxAuthError.StoreUnavailable"/>.</exception>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + TemporarySuffix;
        try
        {
            File.Delete(temporary);
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
            throw StoreFailure.Writing(path, e);
        }

        Settle(path);
    }

    /// <summary>Deletes a file for good, and the temporary of a killed writer with it; false when there was no such file.</summary>
    /// <exception cref="PrxAuthException">As for <see cref="Write"/>.</exception>
    public bool Delete(string path)
    {
        try
        {
            File.Delete(path + TemporarySuffix);
            if (!File.Exists(path))
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
    protected virtual FileStream CreateTemporary(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
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
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Puts the temporary in the place of the file.</summary>
    protected virtual void Replace(string temporary, string path) => File.Move(temporary, path, overwrite: true);

    /// <summary>Has the new name on the medium. Windows has no such call; NTFS journals names.</summary>
    protected virtual void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = NativeMethods.Open(path, NativeMethods.OpenReadOnly);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new IOException($"Cannot open the directory '{path}' (error {error}).", error);
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    private void Settle(string path)
    {
        try
        {
            FlushDirectory(Path.GetDirectoryName(path) ?? path);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            throw StoreFailure.Settling(path, e);
        }
    }

    private static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next write of this file removes it; the failure that brought us here is the one to report.
            return false;
        }
    }
}
