using System.Text;
using PrxAuth.Core.Flows;

namespace PrxAuth.Cli.Rendering;

/// <summary>What a terminal can show.</summary>
/// <param name="Width">Its columns; null where they are not known.</param>
/// <param name="IsColoured">Whether it is painted.</param>
/// <param name="IsUnicode">Whether it shows block elements.</param>
public sealed record TerminalLook(int? Width, bool IsColoured, bool IsUnicode)
{
    private const int UsualWidth = 80;

    private static readonly string[] s_localeVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    internal int Room => (Width ?? UsualWidth) - 1;

    /// <summary>Whether block elements show, as far as the locale tells.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static bool TellsUnicode(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        string? locale = s_localeVariables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return OperatingSystem.IsWindows() || locale?.Replace("-", string.Empty, StringComparison.Ordinal)
            .EndsWith("utf8", StringComparison.OrdinalIgnoreCase) == true;
    }
}

/// <summary>Says where to enter a user code, and shows the code.</summary>
public static class UserCodeScreen
{
    private const string Indent = "  ";

    /// <summary>The text, with a line break at its end.</summary>
    /// <param name="prompt">What the provider gave.</param>
    /// <param name="look">The terminal; null where it is none: then the text stays plain, and each part on a line of its own.</param>
    public static string Render(UserCodePrompt prompt, TerminalLook? look)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var ink = new Ink(look is { IsColoured: true });
        string code = TerminalText.Clean(prompt.UserCode);
        var text = new StringBuilder(prompt.BrowserOpened ? "The browser was opened at this page:" : "Open this page on any device:")
            .Append($"\n\n{Indent}{prompt.VerificationUri.AbsoluteUri}\n\nand enter this code, only if you began this sign-in yourself:\n\n");
        if (look is not null)
        {
            foreach (string line in BigLetters.Draw(code, look.Room - Indent.Length, look.IsUnicode ? '█' : '#'))
            {
                text.Append(Indent).Append(ink.Bold(line)).Append('\n');
            }

            text.Append('\n');
        }

        text.Append(Indent).Append(ink.Bold(code)).Append(Copied(prompt.Copy, ink)).Append("\n\n");
        if (prompt.VerificationUriComplete is { } complete)
        {
            text.Append($"Or open the page that has the code in it:\n\n{Indent}{complete.AbsoluteUri}\n\n");
        }

        return text.Append(Qr(prompt, look))
            .Append(ink.Dim($"The code is good for {RelativeTime.Length(Whole(prompt.ExpiresIn))}.")).Append('\n').ToString();
    }

    // Of a quarter of an hour some milliseconds are gone by now; that is no reason to say 14 minutes.
    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Round(span.TotalSeconds));

    /// <summary>The address as a QR code and an empty line; nothing where none is wanted.</summary>
    /// <param name="prompt">What the provider gave.</param>
    /// <param name="look">The terminal; null where it is none.</param>
    public static string Qr(UserCodePrompt prompt, TerminalLook? look)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (!prompt.WantsQrCode)
        {
            return string.Empty;
        }

        IReadOnlyList<string> lines = QrCode.Draw(
            (prompt.VerificationUriComplete ?? prompt.VerificationUri).AbsoluteUri, look is { IsColoured: true });
        return look?.Width is { } width && lines.Count * 2 >= width
            ? "The window is too narrow for a QR code.\n\n"
            : string.Join('\n', lines) + "\n\n";
    }

    private static string Copied(UserCodeCopy copy, Ink ink) => copy switch
    {
        UserCodeCopy.Copied => ink.Dim("  (copied to the clipboard)"),
        UserCodeCopy.SentToTerminal => ink.Dim("  (sent to the terminal's clipboard)"),
        _ => string.Empty,
    };
}
