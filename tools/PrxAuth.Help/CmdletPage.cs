using System.Text.RegularExpressions;

namespace PrxAuth.Help;

/// <summary>
/// One Markdown page of docs/en-US: a heading with the cmdlet's name, its synopsis, and the sections Description, Examples, Parameters,
/// Inputs, Outputs, Errors and See also.
/// </summary>
internal sealed partial record CmdletPage(
    string File,
    string Name,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<ExampleText> Examples,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Inputs,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Outputs,
    IReadOnlyList<ErrorRow> Errors,
    IReadOnlyList<string> SeeAlso)
{
    public static CmdletPage Read(string file)
    {
        string[] lines = System.IO.File.ReadAllLines(file);
        string name = lines.FirstOrDefault()?.TrimStart('#', ' ') ?? string.Empty;
        var sections = Sections(lines.Skip(1), "## ");
        return new CmdletPage(
            file,
            name,
            string.Join(' ', PlainText.Paragraphs(sections.GetValueOrDefault(string.Empty, []))),
            PlainText.Paragraphs(sections.GetValueOrDefault("Description", [])),
            [.. Sections(sections.GetValueOrDefault("Examples", []), "### ").Where(one => one.Key.Length > 0).Select(ExampleText.Of)],
            Texts(sections, "Parameters"),
            Texts(sections, "Inputs"),
            Texts(sections, "Outputs"),
            [.. sections.GetValueOrDefault("Errors", []).Select(ErrorRow.Of).OfType<ErrorRow>()],
            [.. sections.GetValueOrDefault("See also", []).Select(line => Link().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)]);
    }

    // What stands under each heading of a level; "" for what stands before the first.
    private static Dictionary<string, List<string>> Sections(IEnumerable<string> lines, string mark)
    {
        Dictionary<string, List<string>> sections = new(StringComparer.Ordinal) { [string.Empty] = [] };
        List<string> current = sections[string.Empty];
        bool isCode = false;
        foreach (string line in lines)
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isCode && line.StartsWith(mark, StringComparison.Ordinal))
            {
                sections[line[mark.Length..].Trim()] = current = [];
            }
            else
            {
                current.Add(line);
            }
        }

        return sections;
    }

    private static Dictionary<string, IReadOnlyList<string>> Texts(Dictionary<string, List<string>> sections, string name) =>
        Sections(sections.GetValueOrDefault(name, []), "### ")
            .Where(one => one.Key.Length > 0)
            .ToDictionary(one => one.Key.TrimStart('-').Trim('`'), one => PlainText.Paragraphs(one.Value), StringComparer.Ordinal);

    [GeneratedRegex(@"\[([^\]]+)\]\(")]
    private static partial Regex Link();
}

/// <summary>An example: its title, its code, and what is said of it.</summary>
internal sealed record ExampleText(string Title, string Code, IReadOnlyList<string> Remarks)
{
    public static ExampleText Of(KeyValuePair<string, List<string>> section)
    {
        int start = section.Value.FindIndex(line => line.StartsWith("```powershell", StringComparison.Ordinal));
        int end = start < 0 ? -1 : section.Value.FindIndex(start + 1, line => line.StartsWith("```", StringComparison.Ordinal));
        return end < 0
            ? new ExampleText(section.Key, string.Empty, PlainText.Paragraphs(section.Value))
            : new ExampleText(
                section.Key,
                string.Join('\n', section.Value[(start + 1)..end]),
                PlainText.Paragraphs([.. section.Value[..start], .. section.Value[(end + 1)..]]));
    }
}

/// <summary>A row of the table of errors.</summary>
internal sealed record ErrorRow(string Id, string When)
{
    public static ErrorRow? Of(string line) =>
        line.Split('|') is ["", var id, var when, ..] && id.Trim() is ['`', .., '`'] quoted
            ? new ErrorRow(quoted.Trim('`'), PlainText.Of(when.Trim()))
            : null;
}
