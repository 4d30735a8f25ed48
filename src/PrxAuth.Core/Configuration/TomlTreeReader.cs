using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace PrxAuth.Core.Configuration;

/// <summary>Reads TOML into a tree that keeps positions. Works on Tomlyn's syntax tree, which needs no reflection.</summary>
internal sealed class TomlTreeReader
{
    // Nobody nests that deep; a key of thousands of parts would cost time and memory with the square of its length.
    private const int MostKeyParts = 64;

    private readonly string _text;
    private readonly string _file;

    private TomlTreeReader(string text, string file)
    {
        _text = text;
        _file = file;
    }

    /// <summary>Reads a document.</summary>
    /// <param name="text">The document without a byte order mark.</param>
    /// <param name="file">The name for messages.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationSyntax"/>: it is not valid TOML.</exception>
    public static TomlTable Read(string text, string file)
    {
        DocumentSyntax document;
        try
        {
            document = SyntaxParser.Parse(text, file, validate: true);
        }
        catch (TomlException exception)
        {
            throw TomlSyntaxError.From(exception.Diagnostics, file);
        }
        catch (ArgumentException)
        {
            // The parser stumbles while it writes its complaint about a text that ends within an escape.
            SourcePosition end = new(text.Count(c => c == '\n') + 1, text.Length - text.LastIndexOf('\n'));
            throw TomlSyntaxError.At(file, end, "this is not valid TOML; an escape may be cut off");
        }

        return document.HasErrors ? throw TomlSyntaxError.From(document.Diagnostics, file) : new TomlTreeReader(text, file).Read(document);
    }

    private TomlTable Read(DocumentSyntax document)
    {
        TomlTable root = new() { Position = new SourcePosition(1, 1), Range = new SourceRange(0, _text.Length) };
        foreach (KeyValueSyntax entry in document.KeyValues)
        {
            AddEntry(root, entry, isInline: false);
        }

        foreach (TableSyntaxBase header in document.Tables)
        {
            TomlTable table = Open(root, header);
            int last = header.CloseBracket!.Span.Offset;
            int first = header.Span.Offset;
            foreach (KeyValueSyntax entry in header.Items)
            {
                AddEntry(table, entry, isInline: false);
                last = End(entry.Value!);
                first = entry.Span.Offset;
            }

            table.Site = new InsertionSite(InsertionStyle.OwnLine, NextLine(last), IndentBefore(first), "");
        }

        return root;
    }

    private TomlTable Open(TomlTable root, TableSyntaxBase header)
    {
        TomlTable table = root;
        List<KeyPart> parts = Parts(header.Name!);
        for (int i = 0; i < parts.Count; i++)
        {
            bool isLast = i == parts.Count - 1;
            if (isLast && header is TableArraySyntax)
            {
                return AddToArray(table, parts[i]);
            }

            table = Child(table, parts[i]);
        }

        return table;
    }

    private static TomlTable AddToArray(TomlTable parent, KeyPart part)
    {
        if (!parent.TryGet(part.Name, out TomlEntry? entry))
        {
            entry = new TomlEntry(part.Name, part.Position, new TomlList([]) { Position = part.Position, Range = part.Range });
            parent.Add(entry);
        }

        TomlTable element = new() { Position = part.Position, Range = part.Range };
        ((TomlList)entry.Value).Items.Add(element);
        return element;
    }

    private static TomlTable Child(TomlTable parent, KeyPart part)
    {
        if (!parent.TryGet(part.Name, out TomlEntry? entry))
        {
            entry = new TomlEntry(part.Name, part.Position, new TomlTable { Position = part.Position, Range = part.Range });
            parent.Add(entry);
        }

        // A header below an array of tables speaks of its latest element.
        return entry.Value is TomlList { Items: [.., TomlTable latest] } ? latest : (TomlTable)entry.Value;
    }

    private void AddEntry(TomlTable table, KeyValueSyntax entry, bool isInline)
    {
        List<KeyPart> parts = Parts(entry.Key!);
        int end = End(entry.Value!);
        for (int i = 0; i < parts.Count - 1; i++)
        {
            table = Child(table, parts[i]);
            string prefix = _text[parts[0].Range.Start..parts[i + 1].Range.Start];
            table.Site = isInline
                ? new InsertionSite(InsertionStyle.AfterInlineEntry, end, "", prefix)
                : new InsertionSite(InsertionStyle.OwnLine, NextLine(end), IndentBefore(parts[0].Range.Start), prefix);
        }

        KeyPart last = parts[^1];
        table.Add(new TomlEntry(last.Name, last.Position, Value(entry.Value!)));
    }

    private TomlNode Value(ValueSyntax value)
    {
        SourcePosition position = Position(value.Span);
        SourceRange range = Range(value);
        return value switch
        {
            StringValueSyntax text => new TomlText(text.Value ?? "") { Position = position, Range = range },
            IntegerValueSyntax number => new TomlInteger(number.Value) { Position = position, Range = range },
            BooleanValueSyntax flag => new TomlFlag(flag.Value) { Position = position, Range = range },
            ArraySyntax array => new TomlList([.. array.Items.Select(item => Value(item.Value!))]) { Position = position, Range = range },
            InlineTableSyntax table => Inline(table, position, range),
            FloatValueSyntax => new TomlOther("a float", _text[range.Start..range.End]) { Position = position, Range = range },
            _ => new TomlOther("a date or time", _text[range.Start..range.End]) { Position = position, Range = range },
        };
    }

    private TomlTable Inline(InlineTableSyntax syntax, SourcePosition position, SourceRange range)
    {
        TomlTable table = new() { Position = position, Range = range, IsInline = true };
        InsertionSite site = new(InsertionStyle.EmptyInline, range.Start + 1, "", "");
        foreach (InlineTableItemSyntax item in syntax.Items)
        {
            AddEntry(table, item.KeyValue!, isInline: true);
            site = new InsertionSite(InsertionStyle.AfterInlineEntry, End(item.KeyValue!.Value!), "", "");
        }

        table.Site = site;
        return table;
    }

    private List<KeyPart> Parts(KeySyntax key)
    {
        List<KeyPart> parts = [Part(key.Key!)];
        foreach (DottedKeyItemSyntax item in key.DotKeys)
        {
            if (parts.Count == MostKeyParts)
            {
                throw TomlSyntaxError.At(_file, Position(key.Span), $"the key has more than {MostKeyParts} parts");
            }

            parts.Add(Part(item.Key!));
        }

        return parts;
    }

    private static KeyPart Part(BareKeyOrStringValueSyntax key) => new(
        key is StringValueSyntax quoted ? quoted.Value ?? "" : ((BareKeySyntax)key).Key!.Text!, Position(key.Span), Range(key));

    private static SourcePosition Position(SourceSpan span) => new(span.Start.Line + 1, span.Start.Column + 1);

    private static SourceRange Range(SyntaxNode node) => new(node.Span.Offset, End(node));

    private static int End(SyntaxNode node) => node.Span.Offset + node.Span.Length;

    // Behind a value nothing but blanks and a comment can follow, so the next line feed ends its line.
    private int NextLine(int offset)
    {
        int lineFeed = _text.IndexOf('\n', offset);
        return lineFeed < 0 ? _text.Length : lineFeed + 1;
    }

    private string IndentBefore(int offset)
    {
        int start = offset;
        while (start > 0 && _text[start - 1] is ' ' or '\t')
        {
            start--;
        }

        return _text[start..offset];
    }

    private sealed record KeyPart(string Name, SourcePosition Position, SourceRange Range);
}
