using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PrxAuth.Core.Storage.Files;

/// <summary>Has the names in a directory on the medium. Windows has no such call; NTFS journals names.</summary>
internal static class DirectoryFlush
{
    /// <summary>Flushes one directory.</summary>
    /// <exception cref="IOException">It cannot be opened or flushed.</exception>
    internal static void Flush(string path)
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
}
