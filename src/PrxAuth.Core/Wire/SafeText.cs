using System.Text;

namespace PrxAuth.Core.Wire;

/// <summary>Makes a provider's own words fit to print: no control characters, no tokens, no query strings, not endless.</summary>
internal static class SafeText
{
    private const int MaxLength = 300;
    private const int TokenLength = 24;
    private const string SchemeEnd = "://";

    /// <summary>Cleans <paramref name="text"/>; whatever equals one of <paramref name="secrets"/> or looks like a token is replaced.</summary>
    public static string Clean(string text, params ReadOnlySpan<Secret?> secrets)
    {
        // First what cannot be seen: it could stand in the middle of a secret and hide it from the comparison.
        text = string.Concat(text.Where(c => IsSpace(c) || !Invisible.Is(char.GetUnicodeCategory(c))));
        text = Hide(text, secrets);
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (string word in text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (clean.Length > 0)
            {
                clean.Append(' ');
            }

            int scheme = word.IndexOf(SchemeEnd, StringComparison.Ordinal);
            clean.Append(scheme < 0 ? CleanWord(word) : CleanAddress(word, scheme + SchemeEnd.Length));
            if (clean.Length > MaxLength)
            {
                break;
            }
        }

        // Again, since the two halves of a secret may only have met now that several blanks are one.
        text = Hide(clean.ToString(), secrets);
        return text.Length > MaxLength ? $"{text.AsSpan(0, MaxLength)}…" : text;
    }

    private static string Hide(string text, ReadOnlySpan<Secret?> secrets)
    {
        foreach (Secret? secret in secrets)
        {
            if (secret is not null)
            {
                text = text.Replace(secret.Reveal(), Secret.Placeholder, StringComparison.Ordinal);
            }
        }

        return text;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static string CleanAddress(string word, int authority)
    {
        int query = word.IndexOfAny(['?', '#'], authority);
        string address = query < 0 ? word : word[..query];
        int slash = address.IndexOf('/', authority);
        int end = slash < 0 ? address.Length : slash;
        int user = address.LastIndexOf('@', end - 1, end - authority);
        string host = user < 0 ? address[..end] : string.Concat(address.AsSpan(0, authority), Secret.Placeholder, address.AsSpan(user, end - user));
        return host + string.Join('/', address[end..].Split('/').Select(CleanWord));
    }

    // A token may stand in quotes, in JSON or behind a name, so every run of its characters is looked at by itself.
    private static string CleanWord(string word)
    {
        var clean = new StringBuilder(word.Length);
        int start = 0;
        for (int i = 0; i <= word.Length; i++)
        {
            if (i < word.Length && IsTokenCharacter(word[i]))
            {
                continue;
            }

            clean.Append(CleanRun(word[start..i]));
            if (i < word.Length)
            {
                clean.Append(word[i]);
            }

            start = i + 1;
        }

        return clean.ToString();
    }

    private static string CleanRun(string run)
    {
        string core = run.TrimEnd('.');
        return LooksLikeToken(core) ? Secret.Placeholder + run[core.Length..] : run;
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '~' or '+' or '/' or '|' or '%';

    private static bool LooksLikeToken(string run) =>
        run.Length >= TokenLength && run.Any(char.IsAsciiDigit) && !Guid.TryParse(run, out _);
}
