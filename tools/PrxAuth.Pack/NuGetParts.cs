using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace PrxAuth.Pack;

/// <summary>The parts that make a zip file a NuGet package: the nuspec and what the Open Packaging Conventions ask for.</summary>
internal static class NuGetParts
{
    private static readonly XNamespace s_nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    private static readonly XNamespace s_types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace s_relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly XNamespace s_core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    private static readonly XNamespace s_terms = "http://purl.org/dc/elements/1.1/";

    /// <summary>The parts by their path in the package.</summary>
    /// <param name="manifest">The module's manifest.</param>
    /// <param name="notes">What is new in this version.</param>
    /// <param name="files">What the package holds beside these parts.</param>
    public static IEnumerable<KeyValuePair<string, byte[]>> Of(ModuleManifest manifest, string notes, IReadOnlyCollection<string> files)
    {
        string nuspec = $"{ModuleManifest.Name}.nuspec";
        byte[] properties = Bytes(CoreProperties(manifest));
        // NuGet calls it by a random number; the same contents shall have the same name.
        string propertiesPath = $"package/services/metadata/core-properties/{Convert.ToHexStringLower(SHA256.HashData(properties))[..32]}.psmdcp";
        yield return new(nuspec, Bytes(Nuspec(manifest, notes)));
        yield return new(propertiesPath, properties);
        yield return new("_rels/.rels", Bytes(Relations(nuspec, propertiesPath)));
        yield return new("[Content_Types].xml", Bytes(ContentTypes(files)));
    }

    private static XElement Nuspec(ModuleManifest manifest, string notes) => new(
        s_nuspec + "package",
        new XElement(
            s_nuspec + "metadata",
            new XElement(s_nuspec + "id", ModuleManifest.Name),
            new XElement(s_nuspec + "version", manifest.Version),
            new XElement(s_nuspec + "authors", manifest.Author),
            new XElement(s_nuspec + "owners", manifest.Company),
            new XElement(s_nuspec + "requireLicenseAcceptance", "false"),
            new XElement(s_nuspec + "license", new XAttribute("type", "expression"), "MIT"),
            new XElement(s_nuspec + "licenseUrl", "https://licenses.nuget.org/MIT"),
            new XElement(s_nuspec + "icon", ModulePackage.Icon),
            new XElement(s_nuspec + "readme", ModulePackage.Readme),
            manifest.ProjectUri is { } project ? new XElement(s_nuspec + "projectUrl", project) : null,
            new XElement(s_nuspec + "description", manifest.Description),
            new XElement(s_nuspec + "releaseNotes", notes),
            new XElement(s_nuspec + "copyright", manifest.Copyright),
            new XElement(s_nuspec + "tags", string.Join(' ', Tags(manifest)))));

    // By these the gallery finds a module through its commands, as PowerShellGet writes them.
    private static IEnumerable<string> Tags(ModuleManifest manifest) =>
    [
        .. manifest.Tags,
        "PSModule",
        "PSIncludes_Cmdlet",
        .. manifest.Cmdlets.SelectMany(cmdlet => new[] { $"PSCmdlet_{cmdlet}", $"PSCommand_{cmdlet}" }),
        "PSIncludes_Function",
        .. manifest.Functions.SelectMany(function => new[] { $"PSFunction_{function}", $"PSCommand_{function}" }),
    ];

    private static XElement CoreProperties(ModuleManifest manifest) => new(
        s_core + "coreProperties",
        new XAttribute(XNamespace.Xmlns + "dc", s_terms),
        new XElement(s_terms + "creator", manifest.Author),
        new XElement(s_terms + "description", manifest.Description),
        new XElement(s_terms + "identifier", ModuleManifest.Name),
        new XElement(s_core + "version", manifest.Version),
        new XElement(s_core + "keywords", string.Join(' ', manifest.Tags)));

    private static XElement Relations(string nuspec, string properties) => new(
        s_relations + "Relationships",
        Relation("R1", "http://schemas.microsoft.com/packaging/2010/07/manifest", nuspec),
        Relation("R2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", properties));

    private static XElement Relation(string id, string type, string target) => new(
        s_relations + "Relationship", new XAttribute("Type", type), new XAttribute("Target", "/" + target), new XAttribute("Id", id));

    private static XElement ContentTypes(IReadOnlyCollection<string> files)
    {
        static string Extension(string file) => Path.GetExtension(file).TrimStart('.');
        IEnumerable<XElement> byExtension = files.Select(Extension)
            .Where(extension => extension.Length > 0).Append("nuspec").Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)
            .Select(extension => Default(extension, "application/octet"));
        IEnumerable<XElement> byName = files.Where(file => Extension(file).Length == 0).Order(StringComparer.Ordinal)
            .Select(file => new XElement(s_types + "Override", new XAttribute("PartName", "/" + file), new XAttribute("ContentType", "application/octet")));
        return new XElement(
            s_types + "Types",
            Default("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            Default("psmdcp", "application/vnd.openxmlformats-package.core-properties+xml"),
            byExtension,
            byName);
    }

    private static XElement Default(string extension, string type) =>
        new(s_types + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", type));

    private static byte[] Bytes(XElement root) =>
        Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="utf-8"?>{"\n"}{root.ToString().ReplaceLineEndings("\n")}{"\n"}""");
}
