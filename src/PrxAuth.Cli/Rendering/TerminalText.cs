using System.Globalization;
using System.Text;

namespace PrxAuth.Cli.Rendering;

/// <summary>Makes text of others safe to show: an account's name or a provider's message must not move the cursor or turn the line round.</summary>
internal static class TerminalText
{
    public static string Clean(string text)
    {
        if (!text.EnumerateRunes().Any(IsUnsafe))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append(IsUnsafe(rune) ? new Rune('?') : rune);
        }

        return clean.ToString();
    }

    private static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse;
}
