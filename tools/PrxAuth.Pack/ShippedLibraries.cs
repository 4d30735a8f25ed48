using System.Text.Json.Nodes;

namespace PrxAuth.Pack;

/// <summary>Tells for every file under <c>lib/</c> which package it comes from; a file of unknown origin cannot be packed.</summary>
internal static class ShippedLibraries
{
    public const string Folder = "lib/";

    /// <summary>The packages of others that the module ships, by name.</summary>
    public static IReadOnlyList<ThirdPartyComponent> Read(PackageSources sources, IEnumerable<string> moduleFiles)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllBytes(sources.Dependencies))!;
        JsonObject target = root["targets"]!.AsObject().Single().Value!.AsObject();
        JsonObject libraries = root["libraries"]!.AsObject();
        ILookup<string, string> shipped = moduleFiles
            .Where(file => file.StartsWith(Folder, StringComparison.Ordinal))
            .ToLookup(file => OwnerOf(file, target) ?? throw new PackageException(file, "No package and no project that is built here brings this file. Clean out/ and obj/."));
        return
        [
            .. shipped
                .Where(files => (string?)libraries[files.Key]!["type"] == "package")
                .OrderBy(files => files.Key, StringComparer.OrdinalIgnoreCase)
                .Select(files => Component(files.Key, libraries[files.Key]!, target[files.Key]!, files, sources.Packages)),
        ];
    }

    private static ThirdPartyComponent Component(string key, JsonNode library, JsonNode asset, IEnumerable<string> files, string packages)
    {
        string[] parts = key.Split('/');
        string hash = ((string)library["sha512"]!)["sha512-".Length..];
        IEnumerable<string> dependencies = asset["dependencies"]?.AsObject().Select(dependency => dependency.Key) ?? [];
        return new ThirdPartyComponent(
            parts[0],
            parts[1],
            Convert.FromBase64String(hash),
            Path.Join(packages, (string)library["path"]!),
            [.. files.Order(StringComparer.Ordinal)],
            [.. dependencies.Order(StringComparer.Ordinal)]);
    }

    private static string? OwnerOf(string file, JsonObject target)
    {
        // What was compiled ahead of time for one runtime belongs to whom the portable one belongs.
        string asset = file[Folder.Length..].Split('/') is ["runtimes", _, "lib", var compiled] ? compiled : file[Folder.Length..];
        return target
            .Where(library => Assets(library.Value!).Contains(asset, StringComparer.Ordinal))
            .Select(library => library.Key)
            .FirstOrDefault();
    }

    // Managed files lie in lib/ by their bare name, native ones in the folder of their runtime.
    private static IEnumerable<string> Assets(JsonNode library)
    {
        IEnumerable<string> managed = library["runtime"]?.AsObject().Select(asset => Path.GetFileName(asset.Key)) ?? [];
        IEnumerable<string> native = library["runtimeTargets"]?.AsObject().Select(asset => asset.Key) ?? [];
        return managed.Concat(native);
    }
}
