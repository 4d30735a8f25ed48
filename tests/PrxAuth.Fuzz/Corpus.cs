namespace PrxAuth.Fuzz;

/// <summary>The inputs that are kept: seeds and what coverage found, and those that once failed.</summary>
internal static class Corpus
{
    /// <summary>The folder below a target's own with the inputs that once failed.</summary>
    public const string Regressions = "regressions";

    /// <summary>The corpus beside the program.</summary>
    public static string Location { get; } = Path.Join(AppContext.BaseDirectory, "corpus");

    /// <summary>The inputs of a target, in a fixed order.</summary>
    public static IReadOnlyList<(string File, byte[] Content)> Of(FuzzTarget target) => In(Path.Join(Location, target.Name));

    /// <summary>All files of a folder, in a fixed order.</summary>
    public static IReadOnlyList<(string File, byte[] Content)> In(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (file, File.ReadAllBytes(file)))]
        : [];
}
