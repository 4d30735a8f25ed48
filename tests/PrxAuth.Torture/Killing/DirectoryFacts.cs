namespace PrxAuth.Torture.Killing;

/// <summary>What lies about after kills.</summary>
internal static class DirectoryFacts
{
    private const UnixFileMode OthersMay = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly EnumerationOptions s_everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    public static IReadOnlyList<string> Temporaries(string root) => Directory.GetFiles(root, "*.tmp", s_everything);

    /// <summary>Counts the files that were set aside, and removes them, so that each counts once.</summary>
    public static int TakeDamaged(string root)
    {
        string[] damaged = Directory.GetFiles(root, "*.damaged-*", s_everything);
        Array.ForEach(damaged, File.Delete);
        return damaged.Length;
    }

    public static int OpenToOthers(string root) => OperatingSystem.IsWindows()
        ? 0
        : Directory.GetFileSystemEntries(root, "*", s_everything).Append(root).Count(IsOpenToOthers);

    /// <summary>The config text as it was before anybody set an active profile.</summary>
    public static string WithoutActiveProfile(string text) =>
        string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("auth_profile = ", StringComparison.Ordinal)));

    private static bool IsOpenToOthers(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMay) != 0;
}
