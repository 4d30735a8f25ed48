namespace PrxAuth.Core.Flows.Browsing;

/// <summary>The commands to try, in order, on each platform.</summary>
internal static class BrowserCommands
{
    private const string DefaultWslSystemDirectory = "/mnt/c/Windows/System32";

    /// <summary>The commands for one page; empty where only the system's own shell can open it (Windows).</summary>
    public static IReadOnlyList<BrowserCommand> For(HostPlatform platform, Func<string, string?> environment, string url)
    {
        string? variable = environment("BROWSER");
        if (!string.IsNullOrWhiteSpace(variable))
        {
            return BrowserCommand.FromVariable(variable, platform == HostPlatform.Windows ? ';' : ':', url);
        }

        return platform switch
        {
            HostPlatform.Windows => [],
            HostPlatform.MacOS => [new BrowserCommand("/usr/bin/open", [url])],
            _ when HostPlatforms.IsWsl(environment) => [.. OfWindows(url), new BrowserCommand("xdg-open", [url])],
            _ => [new BrowserCommand("xdg-open", [url])],
        };
    }

    /// <summary>
    /// From inside WSL. Not wslview and not "cmd.exe /c start": both hand the address to a command interpreter of Windows, which would
    /// read its ampersands, quotes and dollar signs.
    /// </summary>
    private static IEnumerable<BrowserCommand> OfWindows(string url) =>
        new[] { "rundll32.exe", $"{DefaultWslSystemDirectory}/rundll32.exe" }
            .Select(program => new BrowserCommand(program, ["url.dll,FileProtocolHandler", url]));
}
