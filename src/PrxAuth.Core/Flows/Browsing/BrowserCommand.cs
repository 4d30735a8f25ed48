using System.Text;

namespace PrxAuth.Core.Flows.Browsing;

/// <summary>One way to open a page: a program and its arguments, handed over one by one and never through a shell.</summary>
/// <param name="Program">A name to look for on the path, or a path.</param>
/// <param name="Arguments">The arguments.</param>
internal sealed record BrowserCommand(string Program, IReadOnlyList<string> Arguments)
{
    private const string UrlPlaceholder = "%s";

    /// <summary>Reads <c>BROWSER</c>: a list of commands, tried in order.</summary>
    /// <param name="value">The variable's value.</param>
    /// <param name="separator">What stands between two commands: a colon, on Windows a semicolon.</param>
    /// <param name="url">The page.</param>
    public static IReadOnlyList<BrowserCommand> FromVariable(string value, char separator, string url)
    {
        List<BrowserCommand> commands = [];
        foreach (string entry in value.Split(separator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (SplitWords(entry) is [var program, .. var rest])
            {
                bool hasPlaceholder = rest.Any(word => word.Contains(UrlPlaceholder, StringComparison.Ordinal));
                IEnumerable<string> arguments = rest.Select(word => word.Replace(UrlPlaceholder, url, StringComparison.Ordinal));
                commands.Add(new BrowserCommand(program, [.. arguments, .. hasPlaceholder ? Array.Empty<string>() : [url]]));
            }
        }

        return commands;
    }

    /// <summary>
    /// Blanks separate words and quotes of either kind hold them together; a backslash is only a backslash, as in Windows paths.
    /// </summary>
    private static List<string> SplitWords(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool inWord = false;
        char quote = '\0';
        foreach (char c in text)
        {
            if (quote != '\0' && c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '"' or '\'')
            {
                quote = c;
                inWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    inWord = false;
                }
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        return inWord ? [.. words, word.ToString()] : words;
    }
}
