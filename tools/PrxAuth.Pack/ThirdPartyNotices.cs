namespace PrxAuth.Pack;

/// <summary>The page that thanks the authors of what ships, and repeats their licences. Written by people, checked here.</summary>
internal static class ThirdPartyNotices
{
    public const string FileName = "THIRD-PARTY-NOTICES.md";

    /// <summary>Throws where the page and the shipped packages differ.</summary>
    public static void Check(string repository, IReadOnlyList<ThirdPartyComponent> components)
    {
        string[] lines = File.ReadAllLines(Path.Join(repository, FileName));
        string[] rows = [.. lines.Where(line => line.StartsWith("| [", StringComparison.Ordinal))];
        string[] expected = [.. components.Select(RowOf)];
        if (expected.Except(rows).FirstOrDefault() is { } missing)
        {
            throw new PackageException(FileName, $"This row is missing: {missing}");
        }

        if (rows.Except(expected).FirstOrDefault() is { } stale)
        {
            throw new PackageException(FileName, $"Nothing that ships belongs to this row: {stale}");
        }

        if (components.FirstOrDefault(component => !lines.Contains($"## {component.Facts.Licence}")) is { } untold)
        {
            throw new PackageException(FileName, $"The text of the licence of {untold.Name} is missing: a section '## {untold.Facts.Licence}'.");
        }
    }

    /// <summary>The row that the page must have.</summary>
    public static string RowOf(ThirdPartyComponent component) =>
        $"| [{component.Name}]({component.Facts.Project}) | {component.Version} | {component.Facts.Licence} | {component.Facts.Copyright} |";
}
