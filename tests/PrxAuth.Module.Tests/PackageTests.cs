using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>What the gallery gets: the same bytes from the same sources, complete, and a module that works where nothing of the build is.</summary>
public sealed class PackageTests(PackedModule packed) : IClassFixture<PackedModule>
{
    private static readonly string[] s_own = ["PrxAuth.Core.dll", "prx.dll"];

    [Fact]
    public async Task Two_packages_of_the_same_module_are_the_same_bytes()
    {
        (int status, string output) = await PackedModule.PackAsync(packed.CopyOfStagedModule("again"), packed.PathOf("again-out"));
        Assert.True(status == 0, output);
        Assert.Equal(
            Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(packed.Package, TestContext.Current.CancellationToken))),
            Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Directory.GetFiles(packed.PathOf("again-out")).Single(), TestContext.Current.CancellationToken))));
    }

    [Fact]
    public void No_file_tells_where_it_was_built()
    {
        foreach (string folder in (string[])[Path.TrimEndingDirectorySeparator(Staged.Repository), Path.TrimEndingDirectorySeparator(Staged.NuGetPackages)])
        {
            byte[][] spellings = [Encoding.UTF8.GetBytes(folder), Encoding.Unicode.GetBytes(folder)];
            Assert.DoesNotContain(
                Directory.GetFiles(packed.Folder, "*", SearchOption.AllDirectories),
                file => spellings.Any(spelling => File.ReadAllBytes(file).AsSpan().IndexOf(spelling) >= 0));
        }
    }

    [Fact]
    public void The_nuspec_says_what_the_manifest_and_the_changelog_say()
    {
        XElement metadata = XDocument.Load(Path.Combine(packed.Folder, "PrxAuth.nuspec")).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        string manifest = File.ReadAllText(Path.Combine(packed.Folder, "PrxAuth.psd1"));

        Assert.Equal("PrxAuth", Value("id"));
        Assert.Contains($"ModuleVersion        = '{Value("version")}'", manifest, StringComparison.Ordinal);
        Assert.Contains(Value("description"), manifest, StringComparison.Ordinal);
        Assert.Equal("MIT", Value("license"));
        Assert.True(File.Exists(Path.Combine(packed.Folder, Value("icon"))));
        Assert.True(File.Exists(Path.Combine(packed.Folder, Value("readme"))));

        string notes = Value("releaseNotes");
        Assert.Contains(notes, File.ReadAllText(Path.Combine(Staged.Repository, "CHANGELOG.md")), StringComparison.Ordinal);
        Assert.Contains(notes.Replace("'", "''", StringComparison.Ordinal), manifest, StringComparison.Ordinal);

        string[] tags = Value("tags").Split(' ');
        string[] findable = ["PSModule", "PSEdition_Core", "PSCmdlet_Connect-PrxAuth", "PSCommand_Connect-PrxAuth", "PSFunction_prx", "PSCommand_prx"];
        Assert.Empty(findable.Except(tags));
        // Nobody has tried it there yet.
        Assert.DoesNotContain("Windows", tags);
        Assert.DoesNotContain("MacOS", tags);
    }

    [Fact]
    public async Task Everything_of_others_that_ships_stands_in_the_bill_and_the_notices()
    {
        using JsonDocument bill = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(packed.Folder, "PrxAuth.cdx.json"), TestContext.Current.CancellationToken));
        string notices = await File.ReadAllTextAsync(Path.Combine(packed.Folder, "THIRD-PARTY-NOTICES.md"), TestContext.Current.CancellationToken);
        var told = new Dictionary<string, string>();
        foreach (JsonElement component in bill.RootElement.GetProperty("components").EnumerateArray())
        {
            string name = component.GetProperty("name").GetString()!;
            Assert.Contains($"| [{name}](", notices, StringComparison.Ordinal);
            Assert.Contains($" | {component.GetProperty("version").GetString()} | ", notices, StringComparison.Ordinal);
            Assert.NotEmpty(component.GetProperty("licenses")[0].GetProperty("license").GetProperty("id").GetString()!);
            Assert.Equal(128, component.GetProperty("hashes")[0].GetProperty("content").GetString()!.Length);
            foreach (JsonElement file in component.GetProperty("components").EnumerateArray())
            {
                told.Add(file.GetProperty("name").GetString()!, file.GetProperty("hashes")[0].GetProperty("content").GetString()!);
            }
        }

        string[] shipped =
        [
            .. Directory.GetFiles(Path.Combine(packed.Folder, "lib"), "*", SearchOption.AllDirectories)
                .Where(file => !s_own.Contains(Path.GetFileName(file)))
                .Select(file => Path.GetRelativePath(packed.Folder, file).Replace('\\', '/')),
        ];
        Assert.True(shipped.Length > 15);
        Assert.Equal(shipped.Order(StringComparer.Ordinal), told.Keys.Order(StringComparer.Ordinal));
        Assert.All(told, file => Assert.Equal(file.Value, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(packed.Folder, file.Key))))));
    }

    [Fact]
    public async Task A_library_that_nobody_knows_is_not_packed()
    {
        string module = packed.CopyOfStagedModule("stranger");
        await File.WriteAllTextAsync(Path.Combine(module, "lib", "Stranger.dll"), "", TestContext.Current.CancellationToken);
        (int status, string output) = await PackedModule.PackAsync(module, packed.PathOf("stranger-out"));
        Assert.Equal(1, status);
        Assert.StartsWith("lib/Stranger.dll : error PACK1: ", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(packed.PathOf("stranger-out")));
    }

    [Theory]
    [InlineData("| [Tomlyn](", "This row is missing: | [Tomlyn](")]
    [InlineData("## ISC", "a section '## ISC'")]
    public async Task A_library_without_a_notice_is_not_packed(string forgotten, string complaint)
    {
        string repository = Directory.CreateDirectory(packed.PathOf(Guid.NewGuid().ToString("n"))).FullName;
        IEnumerable<string> lines = File.ReadLines(Path.Combine(Staged.Repository, "THIRD-PARTY-NOTICES.md"));
        await File.WriteAllLinesAsync(
            Path.Combine(repository, "THIRD-PARTY-NOTICES.md"),
            lines.Where(line => !line.StartsWith(forgotten, StringComparison.Ordinal)),
            TestContext.Current.CancellationToken);
        (int status, string output) = await PackedModule.PackAsync(Staged.ModuleToPack, Path.Combine(repository, "out"), repository);
        Assert.Equal(1, status);
        Assert.StartsWith("THIRD-PARTY-NOTICES.md : error PACK1: ", output, StringComparison.Ordinal);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_packed_module_is_found_by_name_and_works()
    {
        await using World world = await World.CreateAsync();
        world.Environment["PSModulePath"] = packed.ModulePath;
        await using Engine engine = await Engine.OpenFreshAsync(world, module: null);
        EngineResult result = await engine.MustAsync("""
            (Connect-PrxAuth corp).Account
            (Get-Module PrxAuth).Path
            (Get-PrxAuthToken corp -AsPlainText) -eq (Get-PrxAuthToken corp -AsPlainText)
            (prx auth list).Provider
            (Get-Help Connect-PrxAuth).Synopsis.Length -gt 20
            @(Disconnect-PrxAuth corp -PassThru -Confirm:$false).Count
            """);
        Assert.Equal(
            ["alice@example.test", Path.Combine(packed.Folder, "PrxAuth.Module.dll"), "True", "corp", "True", "1"],
            result.Output.Select(output => output.Text));
    }
}
