namespace PrxAuth.Cli.Grammar;

/// <summary>
/// Understands the command line that scripts run most, <c>auth token NAME</c>, without putting the whole grammar together. Whatever has
/// more to it is left to <see cref="CommandLineReader"/>, which understands this one the same way.
/// </summary>
internal static class PlainLine
{
    /// <summary>The line, if it is <c>auth token</c> with a provider and perhaps a profile; else null.</summary>
    public static AuthArguments? TryRead(IReadOnlyList<string> words)
    {
        if (words is not ["auth", "token", _, ..])
        {
            return null;
        }

        var line = new AuthArguments { Verb = AuthVerb.Token };
        for (int i = 2; i < words.Count; i++)
        {
            string? value = i + 1 < words.Count ? words[i + 1] : null;
            AuthArguments? next = words[i] switch
            {
                "-P" or "--provider" when IsPlain(value) && line.Provider is null => line with { Provider = words[++i] },
                "--profile" when IsPlain(value) && line.Profile is null => line with { Profile = words[++i] },
                var word when IsPlain(word) && line.Provider is null => line with { Provider = word },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            line = next;
        }

        return line.Provider is null ? null : line;
    }

    private static bool IsPlain(string? word) => word is [not '-', ..];
}
