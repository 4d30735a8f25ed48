namespace PrxAuth.Core.Import;

/// <summary>Reads the YAML that is maps of maps and texts, indented by blanks, one member a line. Whatever else YAML has is refused: a guess
/// could take the wrong text for a token.</summary>
internal static class YamlMap
{
    private const int MaxDepth = 8;

    public static Node Read(SourceFile file)
    {
        var root = new Node(null);
        var open = new Stack<(int Indent, Node Node)>();
        open.Push((-1, root));
        string[] lines = file.Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r', ' ');
            string content = line.TrimStart(' ');
            if (content.Length == 0 || content[0] == '#' || line == "---")
            {
                continue;
            }

            int indent = line.Length - content.Length;
            while (open.Peek().Indent >= indent)
            {
                open.Pop();
            }

            (string name, string? text) = ReadMember(file, content, i + 1);
            Node parent = open.Peek().Node;
            Node node = new(text);
            if (parent.Text is not null || open.Count > MaxDepth || !parent.Members.TryAdd(name, node))
            {
                throw file.Invalid($"line {i + 1} does not belong where it stands");
            }

            open.Push((indent, node));
        }

        return root;
    }

    private static (string Name, string? Text) ReadMember(SourceFile file, string content, int line)
    {
        int colon = content.IndexOf(": ", StringComparison.Ordinal);
        bool isOpen = colon < 0 && content.EndsWith(':');
        if (colon < 0 && !isOpen)
        {
            throw file.Invalid($"line {line} is not 'name: value'");
        }

        string name = Unquoted(file, isOpen ? content[..^1] : content[..colon], line);
        string text = isOpen ? string.Empty : content[(colon + 2)..].Trim();
        return (name, text is "" or "{}" or "null" or "~" ? null : Unquoted(file, text, line));
    }

    private static string Unquoted(SourceFile file, string text, int line)
    {
        char first = text.Length > 0 ? text[0] : '\0';
        bool isQuoted = text.Length >= 2 && first is '"' or '\'' && text[^1] == first;
        string bare = isQuoted ? text[1..^1] : text;
        bool isPlain = bare.Length > 0 && !bare.Contains('\\', StringComparison.Ordinal) && !bare.Contains('"', StringComparison.Ordinal)
            && !bare.Contains('\'', StringComparison.Ordinal) && !bare.Contains(" #", StringComparison.Ordinal) && !bare.Any(char.IsControl);
        return isPlain && (isQuoted || !"-?:,[]{}#&*!|>%@`\"'".Contains(first, StringComparison.Ordinal))
            ? bare
            : throw file.Invalid($"line {line} uses more of YAML than is read here");
    }

    /// <summary>A text, or a map.</summary>
    internal sealed class Node(string? text)
    {
        public string? Text => text;

        public Dictionary<string, Node> Members { get; } = new(StringComparer.Ordinal);

        public Node? this[string name] => Members.GetValueOrDefault(name);
    }
}
