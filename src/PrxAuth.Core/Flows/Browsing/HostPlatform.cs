namespace PrxAuth.Core.Flows.Browsing;

/// <summary>The kinds of operating system that differ in how a browser is found.</summary>
internal enum HostPlatform
{
    Windows,
    MacOS,

    /// <summary>Linux and whatever else follows the freedesktop conventions.</summary>
    Linux,
}

internal static class HostPlatforms
{
    public static HostPlatform Current { get; } =
        OperatingSystem.IsWindows() ? HostPlatform.Windows : OperatingSystem.IsMacOS() ? HostPlatform.MacOS : HostPlatform.Linux;

    /// <summary>Whether this is Linux inside Windows, where the browser is the one of Windows.</summary>
    public static bool IsWsl(Func<string, string?> environment) =>
        !string.IsNullOrWhiteSpace(environment("WSL_DISTRO_NAME")) || !string.IsNullOrWhiteSpace(environment("WSL_INTEROP"));
}
