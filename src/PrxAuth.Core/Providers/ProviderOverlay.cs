using PrxAuth.Core.Configuration;

namespace PrxAuth.Core.Providers;

/// <summary>The keys of one provider: the user's over the built-in ones, key by key.</summary>
internal sealed class ProviderOverlay
{
    private static readonly string[] EndpointsOfTheIssuer =
    [
        ConfigurationKeys.AuthorizationEndpoint, ConfigurationKeys.TokenEndpoint, ConfigurationKeys.DeviceAuthorizationEndpoint,
        ConfigurationKeys.RevocationEndpoint, ConfigurationKeys.PushedAuthorizationRequestEndpoint, ConfigurationKeys.AccountEndpoint, ConfigurationKeys.JwksUri, ConfigurationKeys.IdTokenIssuer,
    ];

    private readonly Dictionary<string, Setting> _settings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofTheUser = new(StringComparer.Ordinal);

    /// <summary>Lays tables over one another, the weakest first.</summary>
    public ProviderOverlay(ProviderTable? builtIn, IReadOnlyList<ProviderTable> user)
    {
        Apply(builtIn);
        string? builtInIssuer = Text(ConfigurationKeys.Issuer);
        foreach (ProviderTable table in user)
        {
            Apply(table);
            _ofTheUser.UnionWith(table.Entries.Keys.Select(Canonical));
        }

        DropWhatBelongsToAnotherIssuer(builtInIssuer);
        DropTheNoticeOfAnotherClient(builtIn);
    }

    public bool IsOfTheUser(string key) => _ofTheUser.Contains(key);

    public bool Has(string key) => _settings.ContainsKey(key);

    public Setting? Find(string key) => _settings.GetValueOrDefault(key);

    public string? Text(string key) => Find(key)?.Node is TomlText text ? text.Value : null;

    /// <summary>A path, with <c>~</c> for the home directory; a relative one counts from the file it stands in.</summary>
    public string? FilePath(string key)
    {
        if (Find(key) is not { Node: TomlText text } setting)
        {
            return null;
        }

        string path = text.Value.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), text.Value[2..])
            : text.Value;
        return Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(setting.File))!);
    }

    public bool? Flag(string key) => Find(key)?.Node is TomlFlag flag ? flag.Value : null;

    public IReadOnlyList<string>? Texts(string key) => Find(key)?.Node is TomlList list
        ? [.. list.Items.Cast<TomlText>().Select(item => item.Value)]
        : null;

    public IReadOnlyList<int>? Integers(string key) => Find(key)?.Node is TomlList list
        ? [.. list.Items.Cast<TomlInteger>().Select(item => (int)item.Value)]
        : null;

    /// <summary>A table of parameters: the user's over the built-in ones, parameter by parameter; an empty one takes it away.</summary>
    public static IReadOnlyDictionary<string, string> Parameters(string key, ProviderTable? builtIn, IEnumerable<ProviderTable> user)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (ProviderTable table in builtIn is null ? user : user.Prepend(builtIn))
        {
            if (table.Entries.TryGetValue(key, out TomlEntry? entry))
            {
                foreach (TomlEntry parameter in ((TomlTable)entry.Value).Entries)
                {
                    parameters[parameter.Key] = ((TomlText)parameter.Value).Value;
                }
            }
        }

        return parameters.Where(pair => pair.Value.Length > 0).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Every alias in the tables: the user's add to the built-in ones.</summary>
    public static IReadOnlyList<string> Aliases(ProviderTable? builtIn, IEnumerable<ProviderTable> user) =>
    [
        .. (builtIn is null ? user : user.Prepend(builtIn)).SelectMany(table => table.AliasTexts).Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    private static string Canonical(string key) =>
        key == ConfigurationKeys.UserInfoEndpoint ? ConfigurationKeys.AccountEndpoint : key;

    private void Apply(ProviderTable? table)
    {
        if (table is null)
        {
            return;
        }

        foreach ((string key, TomlEntry entry) in table.Entries)
        {
            if (key != ConfigurationKeys.UserInfoEndpoint || !table.Entries.ContainsKey(ConfigurationKeys.AccountEndpoint))
            {
                _settings[Canonical(key)] = new Setting($"providers.{table.Name}.{key}", entry.Value, table.File);
            }
        }
    }

    // With the issuer replaced, the endpoints that are not given must come from its metadata: the old issuer's would be handed
    // the new one's codes and tokens (RFC 9207, mix-up).
    private void DropWhatBelongsToAnotherIssuer(string? builtInIssuer)
    {
        if (builtInIssuer is null || Text(ConfigurationKeys.Issuer) == builtInIssuer)
        {
            return;
        }

        foreach (string key in EndpointsOfTheIssuer)
        {
            if (!IsOfTheUser(key))
            {
                _settings.Remove(key);
            }
        }
    }

    // A built-in client id's notice speaks of that client.
    private void DropTheNoticeOfAnotherClient(ProviderTable? builtIn)
    {
        if (builtIn is not null && builtIn.Entries.ContainsKey(ConfigurationKeys.ClientId)
            && IsOfTheUser(ConfigurationKeys.ClientId) && !IsOfTheUser(ConfigurationKeys.Notice))
        {
            _settings.Remove(ConfigurationKeys.Notice);
        }
    }
}

/// <summary>A value together with where it is from.</summary>
/// <param name="Path">The key with its table, for messages.</param>
/// <param name="Node">The value.</param>
/// <param name="File">The file.</param>
internal sealed record Setting(string Path, TomlNode Node, string File)
{
    public PrxAuthException Rejected(string mustBe) => ConfigurationErrors.Value(
        File, Node.Position, Path, mustBe, ConfigurationErrors.Found(Node, isSecret: false));
}
