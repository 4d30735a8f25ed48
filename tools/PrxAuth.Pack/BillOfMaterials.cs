using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PrxAuth.Pack;

/// <summary>The software bill of materials: everything of others that ships, with version, licence and hashes (CycloneDX 1.6).</summary>
internal static class BillOfMaterials
{
    private static readonly JsonSerializerOptions s_layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public const string FileName = ModuleManifest.Name + ".cdx.json";

    public static byte[] Write(ModuleManifest manifest, IReadOnlyList<ThirdPartyComponent> components, IReadOnlyDictionary<string, byte[]> files)
    {
        string own = $"pkg:nuget/{ModuleManifest.Name}@{manifest.Version}";
        string[] foreign = [.. components.SelectMany(component => component.Files)];
        var root = new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{IdentityOf(files)}",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "library",
                    ["bom-ref"] = own,
                    ["authors"] = new JsonArray(new JsonObject { ["name"] = manifest.Author }),
                    ["name"] = ModuleManifest.Name,
                    ["version"] = manifest.Version,
                    ["description"] = manifest.Description,
                    ["licenses"] = Licences("MIT"),
                    ["copyright"] = manifest.Copyright,
                    ["purl"] = own,
                    ["components"] = Files(own, files.Keys.Except(foreign), files),
                },
            },
            ["components"] = Array(components.Select(component => new JsonObject
            {
                ["type"] = "library",
                ["bom-ref"] = component.Url,
                ["name"] = component.Name,
                ["version"] = component.Version,
                // Of the package, as the lock files have it; what ships of it follows file by file.
                ["hashes"] = Hash("SHA-512", component.PackageHash),
                ["licenses"] = Licences(component.Facts.Licence),
                ["copyright"] = component.Facts.Copyright,
                ["purl"] = component.Url,
                ["externalReferences"] = new JsonArray(new JsonObject { ["type"] = "website", ["url"] = component.Facts.Project }),
                ["components"] = Files(component.Url, component.Files, files),
            })),
            ["dependencies"] = Array(components
                .Select(component => Dependency(component.Url, components.Where(other => component.Dependencies.Contains(other.Name))))
                .Prepend(Dependency(own, components.Where(component => !components.Any(other => other.Dependencies.Contains(component.Name)))))),
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(root, s_layout), (byte)'\n'];
    }

    // A name that only these contents have, so that the same package has the same bill (RFC 9562 version 8).
    private static Guid IdentityOf(IReadOnlyDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, byte[] content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(SHA256.HashData(content));
        }

        byte[] identity = hash.GetHashAndReset()[..16];
        identity[6] = (byte)((identity[6] & 0x0F) | 0x80);
        identity[8] = (byte)((identity[8] & 0x3F) | 0x80);
        return new Guid(identity, bigEndian: true);
    }

    private static JsonArray Files(string owner, IEnumerable<string> names, IReadOnlyDictionary<string, byte[]> files) =>
        Array(names.Order(StringComparer.Ordinal).Select(name => new JsonObject
        {
            ["type"] = "file",
            ["bom-ref"] = $"{owner}#{name}",
            ["name"] = name,
            ["hashes"] = Hash("SHA-256", SHA256.HashData(files[name])),
        }));

    private static JsonArray Hash(string algorithm, byte[] value) =>
        new(new JsonObject { ["alg"] = algorithm, ["content"] = Convert.ToHexStringLower(value) });

    private static JsonArray Licences(string expression) =>
        new(new JsonObject { ["license"] = new JsonObject { ["id"] = expression } });

    private static JsonObject Dependency(string reference, IEnumerable<ThirdPartyComponent> on) =>
        new() { ["ref"] = reference, ["dependsOn"] = new JsonArray([.. on.Select(component => (JsonNode)component.Url)]) };

    private static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items]);
}
