using System.Runtime.InteropServices;

namespace PrxAuth.Core.Storage.Files;

/// <summary>Whether something is there. .NET's own answers say no also where the system could not tell, and a store that seems to be
/// empty would be treated as one.</summary>
internal static class Presence
{
    /// <summary>Whether a directory is there.</summary>
    /// <exception cref="IOException">The system cannot tell.</exception>
    internal static bool OfDirectory(string path) => Directory.Exists(path) || (IsHidden(path) && Directory.Exists(path));

    /// <summary>Whether a file is there.</summary>
    /// <exception cref="IOException">The system cannot tell.</exception>
    internal static bool OfFile(string path) => File.Exists(path) || (IsHidden(path) && File.Exists(path));

    // There after all, so that it is worth looking again.
    private static bool IsHidden(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        int result = NativeMethods.Statx(
            NativeMethods.AtCurrentDirectory, path, 0, NativeMethods.StatxFacts, out NativeMethods.StatxBuffer _);
        int error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        return error switch
        {
            0 => true,
            SystemError.NoEntry or SystemError.NotADirectory => false,
            _ => throw new IOException(Marshal.GetPInvokeErrorMessage(error), error),
        };
    }
}
