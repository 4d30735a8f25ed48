using System.Text;

namespace PrxAuth.Core.Wire;

/// <summary>Makes a provider's own words fit to print: no control characters, no tokens, no query strings, not endless.</summary>
internal static class SafeText
{
    private const int MaxLength = 300;
    private const int TokenLength = 24;

    /// <summary>Cleans <paramref name="text"/>; whatever equals one of <paramref name="secrets"/> or looks like a token is replaced.</summary>
    public static string Clean(string text, params ReadOnlySpan<Secret?> secrets)
    {
        foreach (Secret? secret in secrets)
        {
            if (secret is not null)
            {
                text = text.Replace(secret.Reveal(), Secret.Placeholder, StringComparison.Ordinal);
            }
        }

        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (string word in text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (clean.Length > 0)
            {
                clean.Append(' ');
            }

            clean.Append(CleanWord(word));
            if (clean.Length > MaxLength)
            {
                clean.Length = MaxLength;
                return clean.Append('…').ToString();
            }
        }

        return clean.ToString();
    }

    private static string CleanWord(string word)
    {
        string printable = string.Concat(word.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
        if (printable.Contains("://", StringComparison.Ordinal))
        {
            int query = printable.IndexOfAny(['?', '#']);
            return query < 0 ? printable : printable[..query];
        }

        return LooksLikeToken(printable) ? Secret.Placeholder : printable;
    }

    private static bool LooksLikeToken(string word)
    {
        string core = word.Trim('\'', '"', '.', ',', ';', ':', '(', ')', '[', ']');
        return core.Length >= TokenLength && core.Any(char.IsAsciiDigit) && !Guid.TryParse(core, out _)
            && core.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '~' or '+' or '/' or '=' or '|' or ':');
    }
}
