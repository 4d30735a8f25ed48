using System.Text;

namespace PrxAuth.Help;

/// <summary>A page about a subject: a heading with its name, one line of what it is about, then sections.</summary>
internal sealed record AboutTopic(string File, string Name, IReadOnlyList<string> Lines)
{
    private const int Width = 80;

    public static AboutTopic Read(string file)
    {
        string[] lines = System.IO.File.ReadAllLines(file);
        return new AboutTopic(file, lines.FirstOrDefault()?.TrimStart('#', ' ') ?? string.Empty, [.. lines.Skip(1)]);
    }

    public IEnumerable<string> Complaints()
    {
        if (Name != Path.GetFileNameWithoutExtension(File))
        {
            yield return $"{File} : error HELP004: its heading is '{Name}', not the name of the file";
        }

        if (PlainText.Paragraphs(Lines.TakeWhile(line => !line.StartsWith('#'))).Count != 1)
        {
            yield return $"{File} : error HELP004: between its heading and its first section stands not one paragraph";
        }
    }

    /// <summary>Writes the text that Get-Help shows.</summary>
    public void Write(string directory)
    {
        StringBuilder text = new();
        text.Append("TOPIC\n    ").Append(Name).Append("\n\nSHORT DESCRIPTION\n");
        AppendText(text, Lines.TakeWhile(line => !line.StartsWith('#')));
        text.Append("\nLONG DESCRIPTION\n");
        List<string> section = [];
        bool isCode = false;
        foreach (string line in Lines.SkipWhile(line => !line.StartsWith('#')))
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (isCode || !line.StartsWith('#'))
            {
                section.Add(line);
                continue;
            }

            AppendText(text, section);
            section = [];
            text.Append("\n  ").Append(line.TrimStart('#', ' ').ToUpperInvariant()).Append("\n\n");
        }

        AppendText(text, section);
        System.IO.File.WriteAllText(Path.Join(directory, $"{Name}.help.txt"), text.ToString());
    }

    private static void AppendText(StringBuilder text, IEnumerable<string> lines)
    {
        string? before = null;
        foreach (string paragraph in PlainText.Paragraphs(lines))
        {
            if (before is not null && !(IsRow(before) && IsRow(paragraph)))
            {
                text.Append('\n');
            }

            AppendWrapped(text, paragraph);
            before = paragraph;
        }
    }

    // Items, rows of a table and lines of code stand close together; two blanks are in nothing else.
    private static bool IsRow(string paragraph) =>
        paragraph.StartsWith("- ", StringComparison.Ordinal) || paragraph.Contains("  ", StringComparison.Ordinal);

    private static void AppendWrapped(StringBuilder text, string paragraph)
    {
        if (paragraph.StartsWith("    ", StringComparison.Ordinal))
        {
            text.Append("    ").Append(paragraph).Append('\n');
            return;
        }

        string hanging = paragraph.StartsWith("- ", StringComparison.Ordinal) ? "      " : "    ";
        string line = "    ";
        foreach (string word in paragraph.Split(' '))
        {
            if (line.Length + word.Length > Width && line.Trim().Length > 0)
            {
                text.Append(line.TrimEnd()).Append('\n');
                line = hanging;
            }

            line += word + " ";
        }

        text.Append(line.TrimEnd()).Append('\n');
    }
}
