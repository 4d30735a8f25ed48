using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Configuration;

/// <summary>Replaces the config file as a whole: whoever reads it, and whatever happens, there is the old file or the new one.</summary>
internal static class ConfigurationReplacement
{
    /// <summary>Replaces the file, unless it is no longer what it was.</summary>
    /// <param name="path">The file; a link is followed and stays a link.</param>
    /// <param name="before">What the file was; null where there was none.</param>
    /// <param name="content">What it becomes.</param>
    /// <returns>False where somebody else changed the file; nothing was written then.</returns>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationUnavailable"/>.</exception>
    public static bool TryWrite(string path, ConfigurationText? before, byte[] content)
    {
        try
        {
            string target = new FileInfo(path).LinkTarget is null
                ? Path.GetFullPath(path)
                : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            PrivateDirectories.Create(Path.GetDirectoryName(target)!);
            UnixFileMode? mode = before is null ? null : CheckWritable(target);
            // Always the same name, under the editor's lock: what a killed writer left, a copy of the whole file, goes with the next write.
            string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.tmp");
            File.Delete(temporary);
            try
            {
                WriteThrough(temporary, content, mode);
                if (!IsStill(before, target))
                {
                    return false;
                }

                File.Move(temporary, target, overwrite: before is not null);
                DiskFlush.FlushDirectory(Path.GetDirectoryName(target)!);
                return true;
            }
            catch (IOException) when (before is null && File.Exists(target))
            {
                return false;
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ConfigurationErrors.Unavailable(path, "written", exception);
        }
    }

    // Renaming needs no right to write the file itself; who took that right from themselves meant it.
    private static UnixFileMode? CheckWritable(string target)
    {
        using FileStream stream = new(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        return OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(stream.SafeFileHandle);
    }

    private static void WriteThrough(string temporary, byte[] content, UnixFileMode? mode)
    {
        using FileStream stream = new(temporary, PrivateDirectories.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None));
        stream.Write(content);
        if (mode is { } wanted && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(stream.SafeFileHandle, wanted);
        }

        DiskFlush.Flush(stream.SafeFileHandle);
    }

    private static bool IsStill(ConfigurationText? before, string target)
    {
        byte[]? now = File.Exists(target) ? File.ReadAllBytes(target) : null;
        return before is null ? now is null : now is not null && now.AsSpan().SequenceEqual(before.Bytes);
    }
}
