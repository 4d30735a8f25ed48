using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Configuration;

/// <summary>Puts <c>auth_profile</c> into the text of a config file and leaves every other character alone.</summary>
internal static class AuthProfileEdit
{
    /// <summary>The text with the profile set.</summary>
    /// <param name="text">The text without a byte order mark.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="provider">The provider's canonical name. A table under one of its aliases counts as its own.</param>
    /// <param name="profile">The profile's name.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationSyntax"/>, <see cref="PrxAuthError.ConfigurationValue"/>, or
    /// <see cref="PrxAuthError.ConfigurationUnavailable"/> where the file is laid out in a way that cannot be edited.</exception>
    public static string Apply(string text, string file, string provider, string profile)
    {
        TomlTable before = TomlTreeReader.Read(text, file);
        TomlTable? providers = new ConfigurationReader(file).Table(before, "providers");
        TomlEntry? own = OwnTable(providers, provider);
        string value = $"\"{profile}\"";
        string edited = own?.Value is TomlTable table
            ? table.TryGet(ConfigurationKeys.AuthProfile, out TomlEntry? current)
                ? Replace(text, current.Value.Range, value)
                : table.Site is { } site
                    ? Insert(text, site, $"{ConfigurationKeys.AuthProfile} = {value}")
                    : Append(text, own.Key, value)
            : providers is { IsInline: true, Site: { } inside }
                ? Insert(text, inside, $"{Key(provider)}.{ConfigurationKeys.AuthProfile} = {value}")
                : Append(text, provider, value);
        Verify(before, edited, file, own?.Key ?? provider, profile);
        return edited;
    }

    // Where several tables speak of the provider, the one that decides today is the one to change.
    private static TomlEntry? OwnTable(TomlTable? providers, string provider) => providers?.Entries
        .Where(entry => entry.Value is TomlTable && ProviderCatalog.CanonicalName(entry.Key) == provider)
        .OrderByDescending(entry => entry.Key.Equals(provider, StringComparison.OrdinalIgnoreCase))
        .ThenByDescending(entry => ((TomlTable)entry.Value).TryGet(ConfigurationKeys.AuthProfile, out _))
        .FirstOrDefault();

    private static string Replace(string text, SourceRange range, string value) =>
        string.Concat(text.AsSpan(0, range.Start), value, text.AsSpan(range.End));

    private static string Insert(string text, InsertionSite site, string assignment)
    {
        string newLine = NewLine(text);
        string inserted = site.Style switch
        {
            InsertionStyle.EmptyInline => $" {assignment} ",
            InsertionStyle.AfterInlineEntry => $", {site.Prefix}{assignment}",
            _ when site.Offset > 0 && text[site.Offset - 1] != '\n' => $"{newLine}{site.Indent}{site.Prefix}{assignment}",
            _ => $"{site.Indent}{site.Prefix}{assignment}{newLine}",
        };
        return text.Insert(site.Offset, inserted);
    }

    private static string Append(string text, string name, string value)
    {
        string newLine = NewLine(text);
        string end = text.Length == 0 ? "" : text.EndsWith('\n') ? newLine : newLine + newLine;
        return $"{text}{end}[providers.{Key(name)}]{newLine}{ConfigurationKeys.AuthProfile} = {value}{newLine}";
    }

    private static string NewLine(string text)
    {
        int lineFeed = text.IndexOf('\n', StringComparison.Ordinal);
        return lineFeed > 0 && text[lineFeed - 1] == '\r' ? "\r\n" : "\n";
    }

    // A name is a valid provider name, which has no character that a quoted key would have to escape.
    private static string Key(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? name : $"\"{name}\"";

    // The file is the user's whole PRX: an edit that would change anything else is not made.
    private static void Verify(TomlTable before, string edited, string file, string table, string profile)
    {
        Dictionary<string, string> expected = Leaves(before);
        expected[Path(Path(Path("", "providers"), table), ConfigurationKeys.AuthProfile)] = $"a string {profile}";
        Dictionary<string, string> found;
        try
        {
            found = Leaves(TomlTreeReader.Read(edited, file));
        }
        catch (PrxAuthException exception) when (exception.Error == PrxAuthError.ConfigurationSyntax)
        {
            throw CannotEdit(file, table, profile, exception);
        }

        if (found.Count != expected.Count || !expected.All(leaf => found.TryGetValue(leaf.Key, out string? value) && value == leaf.Value))
        {
            throw CannotEdit(file, table, profile, null);
        }
    }

    private static PrxAuthException CannotEdit(string file, string table, string profile, Exception? cause) => new(
        PrxAuthError.ConfigurationUnavailable,
        $"'{file}' is laid out in a way that cannot be edited without changing other values; nothing was written.",
        $"Write {ConfigurationKeys.AuthProfile} = \"{profile}\" under [providers.{table}] in '{file}' yourself.",
        cause)
    {
        Target = file,
    };

    private static Dictionary<string, string> Leaves(TomlTable root)
    {
        Dictionary<string, string> leaves = new(StringComparer.Ordinal);
        Collect(root, "", leaves);
        return leaves;
    }

    private static void Collect(TomlNode node, string path, Dictionary<string, string> leaves)
    {
        switch (node)
        {
            case TomlTable table:
                foreach (TomlEntry entry in table.Entries)
                {
                    Collect(entry.Value, Path(path, entry.Key), leaves);
                }

                break;
            case TomlList list:
                leaves.Add(path, $"{list.Items.Count} items");
                for (int i = 0; i < list.Items.Count; i++)
                {
                    Collect(list.Items[i], Path(path, i.ToString(System.Globalization.CultureInfo.InvariantCulture)), leaves);
                }

                break;
            default:
                leaves.Add(path, $"{node.Kind} {Content(node)}");
                break;
        }
    }

    private static string Content(TomlNode node) => node switch
    {
        TomlText text => text.Value,
        TomlInteger number => number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        TomlFlag flag => flag.Value ? "true" : "false",
        TomlOther other => other.Source,
        _ => "",
    };

    // With the length in front, no key can be written such that two paths look alike.
    private static string Path(string parent, string key) => $"{parent}{key.Length}:{key}";
}
