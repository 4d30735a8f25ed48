namespace PrxAuth.Pack;

/// <summary>The changelog, which says what is new in a version.</summary>
internal static class Changelog
{
    public const string FileName = "CHANGELOG.md";

    /// <summary>The section of one version, without its heading.</summary>
    public static string SectionOf(string version, string repository)
    {
        string[] section =
        [
            .. File.ReadLines(Path.Join(repository, FileName))
                .SkipWhile(line => !IsHeadingOf(version, line)).Skip(1)
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)),
        ];
        string text = string.Join('\n', section).Trim();
        return text.Length > 0 ? text : throw new PackageException(FileName, $"There is no section '## {version}'. Write down what is new in it.");
    }

    private static bool IsHeadingOf(string version, string line) =>
        line.StartsWith("## ", StringComparison.Ordinal) && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, string first, ..] && first.Trim('[', ']') == version;
}
