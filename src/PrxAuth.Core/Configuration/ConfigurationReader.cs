namespace PrxAuth.Core.Configuration;

/// <summary>Picks what is ours out of the tree, checks it and collects warnings.</summary>
internal sealed class ConfigurationReader(string file)
{
    private readonly List<ConfigurationWarning> _warnings = [];

    public IReadOnlyList<ConfigurationWarning> Warnings => _warnings;

    public static long? Integer(TomlTable? table, string key) =>
        table is not null && table.TryGet(key, out TomlEntry? entry) ? ((TomlInteger)entry.Value).Value : null;

    public static bool? Flag(TomlTable? table, string key) =>
        table is not null && table.TryGet(key, out TomlEntry? entry) ? ((TomlFlag)entry.Value).Value : null;

    /// <summary>A table that we look into; null where it is not there.</summary>
    public TomlTable? Table(TomlTable parent, string key, string? path = null)
    {
        if (!parent.TryGet(key, out TomlEntry? entry))
        {
            return null;
        }

        return entry.Value as TomlTable
            ?? throw ConfigurationErrors.Value(
                file, entry.Value.Position, path ?? key, "a table", ConfigurationErrors.Found(entry.Value, isSecret: false));
    }

    public List<ProviderTable> Providers(TomlTable root)
    {
        List<ProviderTable> providers = [];
        foreach (TomlEntry entry in Table(root, "providers")?.Entries ?? [])
        {
            // A value that is no table belongs to somebody else: no key of ours stands in [providers] itself.
            if (entry.Value is TomlTable table)
            {
                Dictionary<string, TomlEntry> ours = Check(table, $"providers.{entry.Key}", ConfigurationKeys.Provider);
                providers.Add(new ProviderTable(entry.Key, entry.Position, ours, file));
            }
        }

        return providers;
    }

    /// <summary>Checks the keys of ours in a table and gives them; warns of what looks like a slip.</summary>
    public Dictionary<string, TomlEntry> Check(TomlTable table, string path, IReadOnlyDictionary<string, SettingRule> rules)
    {
        Dictionary<string, TomlEntry> ours = new(StringComparer.Ordinal);
        foreach (TomlEntry entry in table.Entries)
        {
            if (rules.TryGetValue(entry.Key, out SettingRule? rule))
            {
                if (rule.Offender(entry.Value) is { } offender)
                {
                    string found = ConfigurationErrors.Found(offender, rule.IsSecret);
                    throw ConfigurationErrors.Value(file, offender.Position, $"{path}.{entry.Key}", rule.MustBe, found);
                }

                ours.Add(entry.Key, entry);
            }
            else if (MisspeltKeys.Nearest(entry.Key, rules) is { } nearest)
            {
                Warn(entry, nearest, $"'{entry.Key}' in [{path}] is not a key that PrxAuth knows; did you mean '{nearest}'?");
            }
        }

        return ours;
    }

    /// <summary>Warns of tables whose name is nearly ours and whose keys are ours: <c>[provider.corp]</c>, <c>[auth.oauth]</c>.</summary>
    public void WarnOfMisspeltTables(TomlTable root)
    {
        foreach (TomlEntry entry in root.Entries)
        {
            if (entry.Value is not TomlTable table)
            {
                continue;
            }

            if (entry.Key == "auth")
            {
                foreach (TomlEntry inner in table.Entries)
                {
                    WarnOfMisspeltTable(inner, "auth.", "oauth2", ConfigurationKeys.OAuth2.Keys, holder => [holder]);
                }
            }
            else
            {
                WarnOfMisspeltTable(
                    entry, "", "providers", ConfigurationKeys.Defining, holder => holder.Entries.Select(inner => inner.Value).OfType<TomlTable>());
            }
        }
    }

    private void WarnOfMisspeltTable(
        TomlEntry entry, string path, string name, IEnumerable<string> keys, Func<TomlTable, IEnumerable<TomlTable>> holders)
    {
        if (entry.Key != name && entry.Value is TomlTable table && NearestName.Of(entry.Key, [name]) is not null
            && holders(table).Any(holder => keys.Any(key => holder.TryGet(key, out _))))
        {
            Warn(entry, path + name, $"[{path}{entry.Key}] is not a table that PrxAuth knows; did you mean [{path}{name}]?");
        }
    }

    private void Warn(TomlEntry entry, string nearest, string message) => _warnings.Add(new ConfigurationWarning(
        entry.Position.Line, entry.Position.Column, entry.Key, nearest, $"{file}:{entry.Position}: {message}"));
}
