namespace PrxAuth.Cli.Terminal;

/// <summary>Decides whether a stream is painted.</summary>
internal static class TerminalColour
{
    private static readonly string[] s_windowsTerminals = ["WT_SESSION", "TERM", "ConEmuANSI", "ANSICON"];

    /// <summary>On terminals that understand it, unless <c>NO_COLOR</c> is set to anything (no-color.org).</summary>
    public static bool IsWanted(Func<string, string?> environment, bool isTerminal) =>
        isTerminal
        && string.IsNullOrEmpty(environment("NO_COLOR"))
        && environment("TERM") != "dumb"
        && (!OperatingSystem.IsWindows() || Array.Exists(s_windowsTerminals, name => !string.IsNullOrEmpty(environment(name))));
}
