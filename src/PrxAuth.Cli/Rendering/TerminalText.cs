using System.Globalization;

namespace PrxAuth.Cli.Rendering;

/// <summary>Makes text of others safe to show: an account's name or a provider's message must not move the cursor or turn the line round.</summary>
internal static class TerminalText
{
    public static string Clean(string text)
    {
        foreach (char c in text)
        {
            if (IsUnsafe(c))
            {
                return string.Create(text.Length, text, static (span, source) =>
                {
                    for (int i = 0; i < span.Length; i++)
                    {
                        span[i] = IsUnsafe(source[i]) ? '?' : source[i];
                    }
                });
            }
        }

        return text;
    }

    private static bool IsUnsafe(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
