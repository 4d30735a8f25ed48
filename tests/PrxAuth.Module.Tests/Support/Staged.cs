using System.Reflection;

namespace PrxAuth.Module.Tests.Support;

/// <summary>Where the build has put what is tested.</summary>
internal static class Staged
{
    /// <summary>The importable module's folder.</summary>
    public static string Module { get; } = Metadata("StagedModule");

    /// <summary>The <c>prx</c> executable.</summary>
    public static string Command { get; } = Path.Combine(Metadata("StagedCommand"), OperatingSystem.IsWindows() ? "prx.exe" : "prx");

    public static string EngineHost { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "PrxAuth.EngineHost.exe" : "PrxAuth.EngineHost");

    /// <summary>README's first command, built.</summary>
    public static string Quickstart { get; } = Metadata("Quickstart");

    private static string Metadata(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
