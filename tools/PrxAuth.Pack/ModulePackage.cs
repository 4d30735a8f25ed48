using System.IO.Compression;
using System.Text;

namespace PrxAuth.Pack;

/// <summary>Puts the package together: the module as it was staged, and what a gallery and its users ask for beside it.</summary>
internal static class ModulePackage
{
    public const string Icon = "icon.png";
    public const string Readme = "README.md";

    // The earliest time that a zip file can tell: the package shall not differ by when it was packed.
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // What zip files of Unix say of a file that everybody may read: a regular file, rw-r--r--.
    private const int Attributes = (0x8000 | 0x1A4) << 16;

    /// <summary>Writes <c>NAME.VERSION.nupkg</c> and gives its path.</summary>
    public static string Write(PackageSources sources, string outputDirectory)
    {
        ModuleManifest manifest = ModuleManifest.Read(sources.Module);
        SortedDictionary<string, byte[]> files = Contents(sources, manifest);
        Directory.CreateDirectory(outputDirectory);
        string package = Path.Join(outputDirectory, $"{ModuleManifest.Name}.{manifest.Version}.nupkg");
        string unfinished = package + ".new";
        using (var archive = new ZipArchive(File.Create(unfinished), ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in files)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = s_time;
                entry.ExternalAttributes = Attributes;
                using Stream stream = entry.Open();
                stream.Write(content);
            }
        }

        File.Move(unfinished, package, overwrite: true);
        return package;
    }

    /// <summary>Everything in the package by its path.</summary>
    private static SortedDictionary<string, byte[]> Contents(PackageSources sources, ModuleManifest manifest)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(sources.Module, "*", SearchOption.AllDirectories))
        {
            files.Add(Path.GetRelativePath(sources.Module, file).Replace('\\', '/'), File.ReadAllBytes(file));
        }

        IReadOnlyList<ThirdPartyComponent> components = ShippedLibraries.Read(sources, files.Keys);
        ThirdPartyNotices.Check(sources.Repository, components);
        string notes = Changelog.SectionOf(manifest.Version, sources.Repository);
        files[ModuleManifest.FileName] = Encoding.UTF8.GetBytes(manifest.WithReleaseNotes(notes));
        foreach (string name in (string[])[Readme, Changelog.FileName, ThirdPartyNotices.FileName])
        {
            files.Add(name, File.ReadAllBytes(Path.Join(sources.Repository, name)));
        }

        files.Add(Icon, File.ReadAllBytes(Path.Join(sources.Repository, "docs", "images", Icon)));
        foreach (ThirdPartyComponent component in components)
        {
            foreach (string notice in PackageFacts.NoticeFiles(component.Folder))
            {
                files.Add($"notices/{component.Name}/{Path.GetFileName(notice)}", File.ReadAllBytes(notice));
            }
        }

        files.Add(BillOfMaterials.FileName, BillOfMaterials.Write(manifest, components, files));
        foreach ((string name, byte[] content) in NuGetParts.Of(manifest, notes, [.. files.Keys]))
        {
            files.Add(name, content);
        }

        return files;
    }
}
