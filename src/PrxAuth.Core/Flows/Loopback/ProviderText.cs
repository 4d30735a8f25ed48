using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>Text from the wire that a person will read in a terminal or a page.</summary>
internal static class ProviderText
{
    /// <summary>
    /// Makes every run of control, format and separator characters one space: they could move the cursor, hide text or turn its
    /// direction round. Entra puts line breaks in its descriptions, so such text is cleaned rather than refused.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!Invisible.Is(Rune.GetUnicodeCategory(rune)))
            {
                clean.Append(rune);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().TrimEnd();
    }

    /// <summary>
    /// Whether the text has a control character, which no value that is compared or sent on may have (RFC 6749 appendix A).
    /// </summary>
    public static bool HasControl(string text) => text.Any(char.IsControl);
}
