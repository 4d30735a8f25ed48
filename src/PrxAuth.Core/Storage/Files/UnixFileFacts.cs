using System.Runtime.Versioning;

namespace PrxAuth.Core.Storage.Files;

/// <summary>Who owns a file and who may do what with it.</summary>
internal readonly struct UnixFileFacts
{
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const UnixFileMode OpenToOthers = WritableByOthers
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private UnixFileMode Mode { get; init; }

    /// <summary>The owner's user id; null where the system does not tell.</summary>
    internal uint? Owner { get; private init; }

    /// <summary>How many names the file has; null where the system does not tell.</summary>
    internal uint? HardLinks { get; private init; }

    /// <summary>The file's number in its file system; null where the system does not tell.</summary>
    internal ulong? Inode { get; private init; }

    /// <summary>Where a symbolic link points; null for everything else.</summary>
    internal string? LinkTarget { get; private init; }

    internal bool IsWritableByOthers => (Mode & WritableByOthers) != 0;

    internal bool IsWritableByEverybody => (Mode & UnixFileMode.OtherWrite) != 0;

    internal bool IsOpenToOthers => (Mode & OpenToOthers) != 0;

    internal bool IsSticky => (Mode & UnixFileMode.StickyBit) != 0;

    /// <summary>Looks at a path; null when nothing is there.</summary>
    [UnsupportedOSPlatform("windows")]
    internal static UnixFileFacts? Of(string path, bool followLink)
    {
        string? target = followLink ? null : new FileInfo(path).LinkTarget;
        if (target is null && !Path.Exists(path))
        {
            return null;
        }

        NativeMethods.StatxBuffer? told = Ask(path, followLink);
        return new UnixFileFacts
        {
            Mode = target is null ? File.GetUnixFileMode(path) : UnixFileMode.None,
            Owner = told?.Uid,
            HardLinks = told?.HardLinks,
            Inode = told?.Inode,
            LinkTarget = target,
        };
    }

    // .NET tells none of it. The layout of statx is the same everywhere on Linux; where the C library lacks the call (old musl),
    // and on macOS, the owner stays unknown and the mode alone is checked.
    private static NativeMethods.StatxBuffer? Ask(string path, bool followLink)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            int flags = followLink ? 0 : NativeMethods.AtSymlinkNoFollow;
            int result = NativeMethods.Statx(
                NativeMethods.AtCurrentDirectory, path, flags, NativeMethods.StatxFacts, out NativeMethods.StatxBuffer buffer);
            return result == 0 ? buffer : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }
}
