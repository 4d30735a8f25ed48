using System.Globalization;

namespace PrxAuth.Core.Wire;

/// <summary>Characters that nobody sees, but that move the cursor, hide text or turn its direction round.</summary>
internal static class Invisible
{
    public static bool Is(UnicodeCategory category) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;
}
