using System.Text.RegularExpressions;

namespace PrxAuth.Cli;

/// <summary>
/// Core's recommendations speak of cmdlets, which is what most people have in front of them. Here, and only here, they are said in
/// words of <c>prx auth</c>.
/// </summary>
public static partial class CommandVocabulary
{
    private static readonly Dictionary<string, string> s_commands = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Connect-PrxAuth"] = "prx auth login",
        ["Complete-PrxAuth"] = "prx auth paste-redirect",
        ["Update-PrxAuthToken"] = "prx auth refresh",
        ["Disconnect-PrxAuth"] = "prx auth logout",
        ["Get-PrxAuthProfile"] = "prx auth list",
        ["Get-PrxAuthToken"] = "prx auth token",
        ["Assert-PrxAuthProfile"] = "prx auth check",
        ["Set-PrxAuthProfile"] = "prx auth use",
        ["Get-PrxAuthProvider"] = "prx auth providers",
        ["Protect-PrxAuthStore"] = "prx auth reseal",
        ["Import-PrxAuthProfile"] = "prx auth import",
        ["Test-PrxAuth"] = "prx auth doctor",
    };

    private static readonly Dictionary<string, string> s_parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["-Provider"] = "-P",
        ["-Profile"] = "--profile",
        ["-DeviceCode"] = "--device-code",
        ["-NoBrowser"] = "--browser false",
        ["-QrCode"] = "--qr",
        ["-NoClipboard"] = "--no-clipboard",
        ["-NoWait"] = "--no-wait",
        ["-Scope"] = "--scope",
        ["-Port"] = "--port",
        ["-TimeoutSeconds"] = "--timeout",
        ["-ClientCredential"] = "--client-credential",
        ["-Federated"] = "--federated",
        ["-AddScope"] = "--add-scope",
        ["-Force"] = "--force",
        ["-AsHeader"] = "--header",
        ["-Uri"] = "--uri",
        ["-Method"] = "--method",
        ["-Token"] = "prx auth paste-token",
        ["-MinimumValidity"] = "--min-validity",
        ["-For"] = "--for",
        ["-Renew"] = "--renew",
        ["-All"] = "--all",
        ["-LocalOnly"] = "--local-only",
        ["-KeySource"] = "--key",
        ["-Path"] = "--path",
        ["-Offline"] = "--offline",
    };

    /// <summary>A recommendation in words of <c>prx auth</c>.</summary>
    public static string Translate(string recommendation)
    {
        ArgumentNullException.ThrowIfNull(recommendation);
        string text = TokenParameter().Replace(
            recommendation, match => match.Groups["alsoSaid"].Success ? string.Empty : $"prx auth paste-token{match.Groups["who"].Value}");
        text = CommandName().Replace(text, match => s_commands.GetValueOrDefault(match.Value, match.Value));
        text = ParameterName().Replace(text, match => s_parameters.GetValueOrDefault(match.Value, match.Value));
        return SaidTwice().Replace(text, "$1");
    }

    // Giving a token is a parameter of the sign-in cmdlet, but a command of its own here; some recommendations name both.
    [GeneratedRegex(@"Connect-PrxAuth(?<who>[^,;]*?) -Token \(Read-Host -AsSecureString\)(?<alsoSaid>, or (?=prx auth paste-token))?")]
    private static partial Regex TokenParameter();

    [GeneratedRegex(@"\b[A-Z][a-z]+-PrxAuth[A-Za-z]*")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"(?<![\w-])-[A-Z][A-Za-z]+\b")]
    private static partial Regex ParameterName();

    // "-Port (--port)" names both on purpose.
    [GeneratedRegex(@"(--[\w-]+) \(\1\)")]
    private static partial Regex SaidTwice();
}
