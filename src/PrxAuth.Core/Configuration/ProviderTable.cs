namespace PrxAuth.Core.Configuration;

/// <summary>One table <c>[providers.NAME]</c> of one file: the keys of ours in it, their types checked.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="Position">Where the name stands first.</param>
/// <param name="Entries">The keys of ours.</param>
/// <param name="File">The file, for messages.</param>
internal sealed record ProviderTable(
    string Name, SourcePosition Position, IReadOnlyDictionary<string, TomlEntry> Entries, string File)
{
    /// <summary>The aliases the table gives.</summary>
    public IEnumerable<string> AliasTexts => Entries.TryGetValue(ConfigurationKeys.Aliases, out TomlEntry? entry)
        ? ((TomlList)entry.Value).Items.Cast<TomlText>().Select(item => item.Value)
        : [];
}
