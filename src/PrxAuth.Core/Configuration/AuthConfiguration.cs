namespace PrxAuth.Core.Configuration;

/// <summary>
/// What PrxAuth takes from the config file. The file is PRX's: tables and keys that are not ours are not looked at.
/// </summary>
public sealed class AuthConfiguration
{
    private AuthConfiguration(string path, bool exists)
    {
        FilePath = path;
        Exists = exists;
    }

    /// <summary>The config file, whether it exists or not.</summary>
    public string FilePath { get; }

    /// <summary>Whether the file exists.</summary>
    public bool Exists { get; }

    /// <summary><c>redirect_port</c>: the port of the loopback redirect URI, 0 to 65535; 0: any free port.</summary>
    public int RedirectPort { get; private init; }

    /// <summary><c>auto_refresh</c>: whether a token is renewed when somebody asks for one that is about to expire.</summary>
    public bool AutoRefresh { get; private init; } = true;

    /// <summary><c>timeout_seconds</c>: how long a sign-in waits for the person, 5 seconds to a day; null: each flow's own time.</summary>
    public TimeSpan? SignInTimeout { get; private init; }

    /// <summary>Keys of ours that are probably misspelt. They change nothing; whoever reads the configuration shows them.</summary>
    public IReadOnlyList<ConfigurationWarning> Warnings { get; private init; } = [];

    /// <summary>The tables below <c>[providers]</c>, as they stand in the file.</summary>
    internal IReadOnlyList<ProviderTable> ProviderTables { get; private init; } = [];

    /// <summary>The configuration of somebody who has no config file.</summary>
    /// <param name="path">Where the file would be.</param>
    public static AuthConfiguration Empty(string path) => new(path, exists: false);

    /// <summary>Reads the config file; a missing one is an empty configuration.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationSyntax"/>, <see cref="PrxAuthError.ConfigurationValue"/> or
    /// <see cref="PrxAuthError.ConfigurationUnavailable"/>.</exception>
    public static AuthConfiguration Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ConfigurationText.Read(path) is { } file ? Parse(file.Text, path) : Empty(path);
    }

    /// <summary>Reads a configuration from its text.</summary>
    /// <param name="text">TOML without a byte order mark.</param>
    /// <param name="path">The file it is from, for messages.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationSyntax"/> or <see cref="PrxAuthError.ConfigurationValue"/>.</exception>
    public static AuthConfiguration Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(path);
        TomlTable root = TomlTreeReader.Read(text, path);
        ConfigurationReader reader = new(path);
        TomlTable? oauth2 = reader.Table(root, "auth") is { } auth ? reader.Table(auth, "oauth2", "auth.oauth2") : null;
        IReadOnlyList<ProviderTable> providers = reader.Providers(root);
        AuthConfiguration defaults = Empty(path);
        if (oauth2 is not null)
        {
            reader.Check(oauth2, "auth.oauth2", ConfigurationKeys.OAuth2);
        }

        reader.WarnOfMisspeltTables(root);
        return new AuthConfiguration(path, exists: true)
        {
            RedirectPort = (int?)ConfigurationReader.Integer(oauth2, ConfigurationKeys.RedirectPort) ?? defaults.RedirectPort,
            AutoRefresh = ConfigurationReader.Flag(oauth2, ConfigurationKeys.AutoRefresh) ?? defaults.AutoRefresh,
            SignInTimeout = ConfigurationReader.Integer(oauth2, ConfigurationKeys.TimeoutSeconds) is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : null,
            ProviderTables = providers,
            Warnings = [.. reader.Warnings.OrderBy(warning => (warning.Line, warning.Column))],
        };
    }
}
