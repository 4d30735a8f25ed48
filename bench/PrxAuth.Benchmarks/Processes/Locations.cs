using System.Reflection;

namespace PrxAuth.Benchmarks.Processes;

/// <summary>What the build left on disk to be measured.</summary>
internal static class Locations
{
    public static string Module => Path.Join(ModuleFolder, "PrxAuth.psd1");

    public static string Libraries => Path.Join(ModuleFolder, "lib");

    public static string EmptyModule => Path.Join(Find("EmptyModule"), "EmptyModule.psd1");

    public static string EngineHost => Path.Join(Find("EngineHost"), OperatingSystem.IsWindows() ? "EngineHost.exe" : "EngineHost");

    public static string Command => Path.Join(Find("StagedCommand"), OperatingSystem.IsWindows() ? "prx.exe" : "prx");

    // What the build has staged, or the packed module, unpacked where this variable says.
    private static string ModuleFolder => Environment.GetEnvironmentVariable("PRX_TEST_MODULE") is { Length: > 0 } folder ? folder : Find("StagedModule");

    /// <summary>Where <c>build.ps1 -Task Native</c> leaves the executable.</summary>
    public static string NativeCommand => Path.Join(Find("NativeCommand"), OperatingSystem.IsWindows() ? "prx.exe" : "prx");

    /// <summary>A program on PATH; null where there is none.</summary>
    public static string? OnPath(string program)
    {
        string name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Join(directory, name))
            .FirstOrDefault(File.Exists);
    }

    private static string Find(string name) => typeof(Locations).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == name).Value!;
}
