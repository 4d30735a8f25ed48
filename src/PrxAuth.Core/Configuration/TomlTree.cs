using System.Diagnostics.CodeAnalysis;

namespace PrxAuth.Core.Configuration;

/// <summary>A TOML value. Tables mean the same however they are written: as a header, with dotted keys or inline.</summary>
internal abstract class TomlNode
{
    public required SourcePosition Position { get; init; }

    public required SourceRange Range { get; init; }

    /// <summary>What the value is, for messages: <c>a string</c>.</summary>
    public abstract string Kind { get; }
}

internal sealed class TomlText(string value) : TomlNode
{
    public string Value { get; } = value;

    public override string Kind => "a string";
}

internal sealed class TomlInteger(long value) : TomlNode
{
    public long Value { get; } = value;

    public override string Kind => "an integer";
}

internal sealed class TomlFlag(bool value) : TomlNode
{
    public bool Value { get; } = value;

    public override string Kind => "a boolean";
}

/// <summary>A value of a kind that no key of ours takes.</summary>
internal sealed class TomlOther(string kind, string source) : TomlNode
{
    public string Source { get; } = source;

    public override string Kind { get; } = kind;
}

internal sealed class TomlList(List<TomlNode> items) : TomlNode
{
    public List<TomlNode> Items { get; } = items;

    public override string Kind => Items.Count > 0 && Items.TrueForAll(item => item is TomlTable) ? "an array of tables" : "an array";
}

internal sealed class TomlTable : TomlNode
{
    private readonly Dictionary<string, TomlEntry> _entries = new(StringComparer.Ordinal);

    public override string Kind => "a table";

    /// <summary>The entries in the order of the file.</summary>
    public IReadOnlyCollection<TomlEntry> Entries => _entries.Values;

    /// <summary>Whether the table is written as <c>{ … }</c>, so that nothing outside the braces can add to it.</summary>
    public bool IsInline { get; init; }

    /// <summary>Where a key can be added; null where only a new header can.</summary>
    public InsertionSite? Site { get; set; }

    public bool TryGet(string key, [NotNullWhen(true)] out TomlEntry? entry) => _entries.TryGetValue(key, out entry);

    public void Add(TomlEntry entry) => _entries.Add(entry.Key, entry);
}

/// <summary>A key with its value.</summary>
internal sealed record TomlEntry(string Key, SourcePosition Position, TomlNode Value);

/// <summary>Where and how a key is added to a table.</summary>
/// <param name="Style">How the table is written.</param>
/// <param name="Offset">Where the new text goes.</param>
/// <param name="Indent">The blanks in front of the line.</param>
/// <param name="Prefix">What stands in front of the key: <c>providers.corp.</c> where dotted keys are used.</param>
internal sealed record InsertionSite(InsertionStyle Style, int Offset, string Indent, string Prefix);

internal enum InsertionStyle
{
    /// <summary>On a line of its own.</summary>
    OwnLine,
    /// <summary>After the last entry of an inline table.</summary>
    AfterInlineEntry,
    /// <summary>Into an inline table without entries.</summary>
    EmptyInline,
}
