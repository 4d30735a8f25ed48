using System.Xml.Linq;

namespace PrxAuth.Pack;

/// <summary>What a package says about itself in its nuspec.</summary>
/// <param name="Licence">An SPDX expression.</param>
/// <param name="Copyright">The copyright line.</param>
/// <param name="Project">The project's address, else its repository's, else the package's own.</param>
internal sealed record PackageFacts(string Licence, string Copyright, string Project)
{
    public static PackageFacts Read(string folder)
    {
        string file = Directory.GetFiles(folder, "*.nuspec").Single();
        XElement metadata = XDocument.Load(file).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        string? Value(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        string? licence = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license" && (string?)element.Attribute("type") == "expression")?.Value;
        return new PackageFacts(
            licence ?? throw new PackageException(file, "The package names no licence expression; it must be looked at by a person."),
            Value("copyright") ?? Value("authors")!,
            Value("projectUrl")
                ?? (string?)metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "repository")?.Attribute("url")
                ?? $"https://www.nuget.org/packages/{Value("id")}");
    }

    /// <summary>The licence and notice files that the package brings along.</summary>
    public static IEnumerable<string> NoticeFiles(string folder) => Directory.GetFiles(folder)
        .Where(file => Path.GetFileNameWithoutExtension(file).ToUpperInvariant() is "LICENSE" or "NOTICE" or "THIRD-PARTY-NOTICES")
        .Order(StringComparer.Ordinal);
}
