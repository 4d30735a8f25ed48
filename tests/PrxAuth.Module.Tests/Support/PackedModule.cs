using System.Diagnostics;
using System.IO.Compression;

namespace PrxAuth.Module.Tests.Support;

/// <summary>The staged module as a package, unpacked as an installer would leave it: once for all tests that look at it.</summary>
public sealed class PackedModule : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("prxauth-package-").FullName;

    /// <summary>The package.</summary>
    public string Package { get; private set; } = "";

    /// <summary>A folder for <c>PSModulePath</c>, in which the module lies as PrxAuth/VERSION.</summary>
    public string ModulePath => Path.Combine(_root, "modules");

    /// <summary>The module's own folder.</summary>
    public string Folder { get; private set; } = "";

    /// <summary>A place for a test's own files.</summary>
    public string PathOf(string name) => Path.Combine(_root, name);

    public async ValueTask InitializeAsync()
    {
        (int status, string output) = await PackAsync(Staged.ModuleToPack, PathOf("out"));
        Assert.True(status == 0, output);
        Package = Directory.GetFiles(PathOf("out")).Single();
        string version = Path.GetFileNameWithoutExtension(Package)["PrxAuth.".Length..];
        Folder = Path.Combine(ModulePath, "PrxAuth", version);
        await ZipFile.ExtractToDirectoryAsync(Package, Folder);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Packs a module's folder; gives the exit status and what was said.</summary>
    public static async Task<(int Status, string Output)> PackAsync(string module, string output, string? repository = null)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Staged.PackTool, module, Staged.LibraryDependencies, Staged.NuGetPackages, repository ?? Staged.Repository, output])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said + await errors);
    }

    /// <summary>A copy of the staged module, made in another order and at another time.</summary>
    public string CopyOfStagedModule(string name)
    {
        string copy = PathOf(name);
        foreach (string file in Directory.GetFiles(Staged.ModuleToPack, "*", SearchOption.AllDirectories).OrderDescending(StringComparer.Ordinal))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(Staged.ModuleToPack, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            File.SetLastWriteTimeUtc(target, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        }

        return copy;
    }
}
