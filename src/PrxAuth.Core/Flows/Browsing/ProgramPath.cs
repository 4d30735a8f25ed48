namespace PrxAuth.Core.Flows.Browsing;

/// <summary>
/// Finds programs as a shell does, a name on the path only: starting a process by a bare name would also look in the current directory.
/// </summary>
internal static class ProgramPath
{
    /// <summary>The program's full path, or null where there is none.</summary>
    /// <param name="program">A name, or a path with a directory in it.</param>
    /// <param name="searchPath">The value of PATH.</param>
    /// <param name="isWindows">Whether names may lack <c>.exe</c> and files need no execute permission.</param>
    public static string? Find(string program, string? searchPath, bool isWindows)
    {
        string[] names = isWindows && !Path.HasExtension(program) ? [program + ".exe"] : [program];

        // Batch files run in cmd.exe, which would interpret the address.
        if (isWindows && !names[0].EndsWith(".exe", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        bool hasDirectory = program.Contains('/', StringComparison.Ordinal)
            || (isWindows && program.Contains('\\', StringComparison.Ordinal));
        IEnumerable<string> candidates = hasDirectory
            ? names.Select(Path.GetFullPath)
            : (searchPath ?? string.Empty).Split(Path.PathSeparator)
                .Where(Path.IsPathFullyQualified)
                .SelectMany(directory => names.Select(name => Path.Combine(directory, name)));
        return candidates.FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
    }
}
