using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PrxAuth.Core.Storage.Files;

/// <summary>What .NET has no call for on Unix.</summary>
internal static partial class NativeMethods
{
    internal const int LockShared = 1;
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;

    /// <summary>O_RDONLY | O_CLOEXEC.</summary>
    internal static readonly int OpenReadOnly = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>O_NOFOLLOW | O_NONBLOCK: neither through a link, nor waiting for the other end of a pipe. Linux gives the first another
    /// value on ARM.</summary>
    internal static readonly int OpenFileItself = OperatingSystem.IsMacOS() ? 0x104
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8800 : 0x20800;

    /// <summary>F_FULLFSYNC of macOS.</summary>
    internal const int FullSync = 51;

    internal const int AtCurrentDirectory = -100;
    internal const int AtSymlinkNoFollow = 0x100;

    /// <summary>STATX_NLINK | STATX_UID | STATX_INO.</summary>
    internal const uint StatxFacts = 0x4 | 0x8 | 0x100;

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(SafeFileHandle file, int command);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer buffer);

    /// <summary>The part of the kernel's <c>struct statx</c> that we read; the layout is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatxBuffer
    {
        [FieldOffset(16)]
        internal uint HardLinks;

        [FieldOffset(20)]
        internal uint Uid;

        [FieldOffset(32)]
        internal ulong Inode;
    }
}
