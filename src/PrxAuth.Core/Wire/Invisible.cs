using System.Globalization;
using System.Text;

namespace PrxAuth.Core.Wire;

/// <summary>Characters that nobody sees, but that move the cursor, hide text or turn its direction round.</summary>
internal static class Invisible
{
    public static bool Is(UnicodeCategory category) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;

    public static bool IsIn(string text) => text.EnumerateRunes().Any(rune => Is(Rune.GetUnicodeCategory(rune)));

    /// <summary>The text with a blank for every line break and tab, a question mark for every other such character, and U+FFFD for half ones.</summary>
    public static string Replace(string text)
    {
        if (!text.Any(c => Is(char.GetUnicodeCategory(c))))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            char? replacement = rune.Value is '\t' or '\r' or '\n' ? ' ' : Is(Rune.GetUnicodeCategory(rune)) ? '?' : null;
            visible.Append(replacement is { } c ? new Rune(c) : rune);
        }

        return visible.ToString();
    }
}
