using System.Text.RegularExpressions;

namespace PrxAuth.Help;

/// <summary>Markdown as a terminal shows it.</summary>
internal static partial class PlainText
{
    /// <summary>One piece of running text without its marks.</summary>
    public static string Of(string markdown) =>
        Emphasis().Replace(Link().Replace(markdown, match => match.Groups[1].Value), "$1").Replace("`", string.Empty, StringComparison.Ordinal);

    /// <summary>Paragraphs, each in one line; items of lists and lines of code stay lines of their own.</summary>
    public static IReadOnlyList<string> Paragraphs(IEnumerable<string> lines)
    {
        List<string> paragraphs = [];
        bool isCode = false;
        bool isOpen = false;
        foreach (string line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
                isOpen = false;
            }
            else if (isCode)
            {
                paragraphs.Add("    " + line);
            }
            else if (line.Length == 0 || TableRule().IsMatch(line))
            {
                isOpen = false;
            }
            else if (line.StartsWith('|'))
            {
                paragraphs.Add(Of(string.Join("  ", line.Trim('|').Split('|').Select(cell => cell.Trim()))));
                isOpen = false;
            }
            else if (isOpen && !line.StartsWith("- ", StringComparison.Ordinal))
            {
                paragraphs[^1] += " " + Of(line.Trim());
            }
            else
            {
                paragraphs.Add(Of(line));
                isOpen = true;
            }
        }

        return paragraphs;
    }

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\*{1,2}([^*]+)\*{1,2}")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^\|[-|: ]+\|$")]
    private static partial Regex TableRule();
}
