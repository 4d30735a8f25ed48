using System.Reflection;

namespace PrxAuth.Torture;

/// <summary>Where the build has put what users run.</summary>
internal static class Staged
{
    /// <summary>The importable module's folder.</summary>
    public static string Module { get; } = Metadata("StagedModule");

    /// <summary>The <c>prx</c> executable.</summary>
    public static string Command { get; } = Path.Combine(Metadata("StagedCommand"), Executable("prx"));

    /// <summary>The program that hosts PowerShell engines.</summary>
    public static string EngineHost { get; } = Path.Join(AppContext.BaseDirectory, Executable("PrxAuth.EngineHost"));

    /// <summary>This program.</summary>
    public static string Torture { get; } = Path.Join(AppContext.BaseDirectory, Executable("PrxAuth.Torture"));

    private static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    private static string Metadata(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
