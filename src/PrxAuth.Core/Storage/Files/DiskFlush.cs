using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PrxAuth.Core.Storage.Files;

/// <summary>Has files and names on the medium, or says that they are not: .NET's own calls report success also where <c>fsync</c> failed.</summary>
internal static class DiskFlush
{
    /// <summary>Flushes what was written to a file.</summary>
    /// <exception cref="IOException">The system could not.</exception>
    internal static void Flush(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (Sync(file) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (SystemError.HasNoFlush(error))
            {
                return;
            }

            if (error != SystemError.Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }
    }

    /// <summary>Flushes the names in a directory. Windows has no such call; NTFS journals names.</summary>
    /// <exception cref="IOException">It cannot be opened or flushed.</exception>
    internal static void FlushDirectory(string path)
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
        Flush(handle);
    }

    // On macOS fsync leaves the data in the drive's own memory.
    private static int Sync(SafeFileHandle file) =>
        OperatingSystem.IsMacOS() && NativeMethods.Control(file, NativeMethods.FullSync) == 0 ? 0 : NativeMethods.Sync(file);
}
