using System.Reflection;

namespace PrxAuth.Module.Tests.Support;

/// <summary>Where the build has put what is tested.</summary>
internal static class Staged
{
    /// <summary>The importable module's folder: what the build has staged, or the packed module, unpacked where this variable says.</summary>
    public static string Module { get; } = Environment.GetEnvironmentVariable("PRX_TEST_MODULE") is { Length: > 0 } folder ? folder : Metadata("StagedModule");

    /// <summary>What is imported. PowerShell takes a folder in its place only where the folder has the module's name, not its version.</summary>
    public static string Manifest { get; } = Path.Combine(Module, "PrxAuth.psd1");

    /// <summary>The <c>prx</c> executable.</summary>
    public static string Command { get; } = Path.Combine(Metadata("StagedCommand"), OperatingSystem.IsWindows() ? "prx.exe" : "prx");

    public static string EngineHost { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "PrxAuth.EngineHost.exe" : "PrxAuth.EngineHost");

    /// <summary>README's first command, built.</summary>
    public static string Quickstart { get; } = Metadata("Quickstart");

    /// <summary>What makes the package, built.</summary>
    public static string PackTool { get; } = Metadata("PackTool");

    /// <summary>What makes the help of the pages, built.</summary>
    public static string HelpTool { get; } = Metadata("HelpTool");

    /// <summary>The staged module's folder even where another module is tested.</summary>
    public static string ModuleToPack { get; } = Metadata("StagedModule");

    /// <summary>The deps.json of what the staged module has in its <c>lib/</c>.</summary>
    public static string LibraryDependencies { get; } = Metadata("LibraryDependencies");

    /// <summary>NuGet's package folder.</summary>
    public static string NuGetPackages { get; } = Metadata("NuGetPackages");

    /// <summary>This repository.</summary>
    public static string Repository { get; } = Metadata("Repository");

    private static string Metadata(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
