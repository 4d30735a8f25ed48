namespace PrxAuth.Core.Configuration;

/// <summary>Files and directories that only their owner can use, from the first instant.</summary>
internal static class PrivateDirectories
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Makes a directory and those above it that are missing, each 0700; those that exist stay as they are.</summary>
    public static void Create(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return;
        }

        // CreateDirectory gives the mode to the last directory alone, so they are made one by one.
        Stack<string> missing = new();
        for (string? current = directory; current is not null && !Directory.Exists(current); current = Path.GetDirectoryName(current))
        {
            missing.Push(current);
        }

        while (missing.TryPop(out string? next))
        {
            Directory.CreateDirectory(next, OwnerDirectory);
        }
    }

    /// <summary>Options that create a file 0600.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return options;
    }
}
