namespace PrxAuth.Core.Storage.Files;

/// <summary>What the operating system's error numbers mean to us.</summary>
internal static class SystemError
{
    internal const int FileTooBig = 27;
    internal const int NoSpace = 28;
    internal const int ReadOnlyFileSystem = 30;
    internal const int Interrupted = 4;
    private const int InvalidArgument = 22;
    private const int NotPermitted = 1;
    private const int AccessDenied = 13;

    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private static readonly int s_quotaExceeded = OperatingSystem.IsMacOS() ? 69 : 122;
    /// <summary>What open(2) with O_NOFOLLOW says of a link.</summary>
    internal static readonly int Link = OperatingSystem.IsMacOS() ? 62 : 40;

    internal const int NoEntry = 2;
    internal const int NotADirectory = 20;

    private static readonly int s_notSupported = OperatingSystem.IsMacOS() ? 45 : 95;
    private static readonly int s_wouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    internal static bool IsFull(int code) => OperatingSystem.IsWindows()
        ? code is WindowsHandleDiskFull or WindowsDiskFull
        : code is NoSpace or FileTooBig || code == s_quotaExceeded;

    internal static bool IsNotWritable(int code) => OperatingSystem.IsWindows()
        ? code is WindowsWriteProtected
        : code is ReadOnlyFileSystem or AccessDenied or NotPermitted;

    /// <summary>What fsync says of files and file systems that know no flushing.</summary>
    internal static bool HasNoFlush(int code) => code == InvalidArgument || code == s_notSupported;

    internal static bool IsHeldByAnother(int code) => OperatingSystem.IsWindows()
        ? code == WindowsSharingViolation
        : code == s_wouldBlock;
}
