namespace PrxAuth.Core.Configuration;

/// <summary>Where PrxAuth reads its configuration and keeps its data.</summary>
/// <param name="ConfigurationFile">The config file, as an absolute path; it need not exist.</param>
/// <param name="DataHome">The data directory, as an absolute path; it need not exist.</param>
public sealed record AuthPaths(string ConfigurationFile, string DataHome)
{
    /// <summary>The variable that names another config file.</summary>
    public const string ConfigurationVariable = "PRX_CONFIG";

    /// <summary>The variable that names another data directory.</summary>
    public const string DataHomeVariable = "PRX_DATA_HOME";

    /// <summary>The directory of the secrets store.</summary>
    public string SecretsDirectory => Path.Combine(DataHome, "secrets");

    /// <summary>The permanent, empty file that is locked while the config file is edited. It lies with the data, so that the
    /// directory of the config file, which people keep under version control, holds nothing but what they wrote.</summary>
    public string ConfigurationLock => Path.Combine(DataHome, "config.lock");

    /// <summary>The paths of this process's environment.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationUnavailable"/>: there is no home directory.</exception>
    public static AuthPaths FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());

    /// <summary>The paths of an environment. An empty variable counts as unset; a relative <c>XDG_*</c> path is ignored, as the
    /// XDG Base Directory Specification demands; a relative <c>PRX_*</c> path is taken from the current directory.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="isWindows">Whether Windows' own directories are the default.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationUnavailable"/>: there is no home directory.</exception>
    public static AuthPaths FromEnvironment(Func<string, string?> variable, bool isWindows)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string configuration = Chosen(variable, ConfigurationVariable)
            ?? Path.Combine(
                XdgDirectory(variable, "XDG_CONFIG_HOME")
                    ?? (isWindows
                        ? WindowsDirectory(variable, "APPDATA", Environment.SpecialFolder.ApplicationData)
                        : Path.Combine(Home(variable), ".config")),
                "prx",
                "config.toml");
        string data = Chosen(variable, DataHomeVariable)
            ?? Path.Combine(
                XdgDirectory(variable, "XDG_DATA_HOME")
                    ?? (isWindows
                        ? WindowsDirectory(variable, "LOCALAPPDATA", Environment.SpecialFolder.LocalApplicationData)
                        : Path.Combine(Home(variable), ".local", "share")),
                "prx");
        return new AuthPaths(configuration, data);
    }

    private static string? Chosen(Func<string, string?> variable, string name) =>
        variable(name) is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    private static string? XdgDirectory(Func<string, string?> variable, string name) =>
        variable(name) is { Length: > 0 } path && Path.IsPathFullyQualified(path) ? path : null;

    private static string WindowsDirectory(Func<string, string?> variable, string name, Environment.SpecialFolder folder) =>
        Existing(variable(name)) ?? Existing(Environment.GetFolderPath(folder)) ?? throw NoHome(name);

    private static string Home(Func<string, string?> variable) =>
        Existing(variable("HOME")) ?? Existing(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)) ?? throw NoHome("HOME");

    private static string? Existing(string? path) => path is { Length: > 0 } && Path.IsPathRooted(path) ? path : null;

    private static PrxAuthException NoHome(string variable) => new(
        PrxAuthError.ConfigurationUnavailable,
        $"There is no home directory: {variable} is not set.",
        $"Set {variable}, or set {ConfigurationVariable} to a config file and {DataHomeVariable} to a data directory.")
    {
        Target = variable,
    };
}
