namespace PrxAuth.Core.Storage;

/// <summary>Where the secrets store lies.</summary>
public static class StoreLocation
{
    /// <summary>The environment variable that replaces the data directory of PRX.</summary>
    public const string DataHomeVariable = "PRX_DATA_HOME";

    /// <summary>
    /// The store's directory: <c>$PRX_DATA_HOME/secrets</c>, else <c>$XDG_DATA_HOME/prx/secrets</c> (an absolute path, as the XDG Base
    /// Directory Specification wants it), else <c>~/.local/share/prx/secrets</c>; on Windows <c>%LOCALAPPDATA%\prx\secrets</c>.
    /// </summary>
    /// <param name="environment">Reads one environment variable.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreUnavailable"/>: the user has no home directory.</exception>
    public static string Resolve(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Path.Join(DataHome(environment), "secrets");
    }

    private static string DataHome(Func<string, string?> environment)
    {
        if (environment(DataHomeVariable) is { Length: > 0 } dataHome)
        {
            return Path.GetFullPath(dataHome);
        }

        if (!OperatingSystem.IsWindows() && environment("XDG_DATA_HOME") is { } xdg && Path.IsPathFullyQualified(xdg))
        {
            return Path.Join(xdg, "prx");
        }

        return Path.Join(UserData(environment), "prx");
    }

    private static string UserData(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows())
        {
            return Known(environment("LOCALAPPDATA"), Environment.SpecialFolder.LocalApplicationData);
        }

        return Path.Join(Known(environment("HOME"), Environment.SpecialFolder.UserProfile), ".local", "share");
    }

    private static string Known(string? fromEnvironment, Environment.SpecialFolder folder)
    {
        string path = fromEnvironment is { Length: > 0 } && Path.IsPathFullyQualified(fromEnvironment)
            ? fromEnvironment
            : Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
        return path.Length > 0 ? path : throw StoreFailure.NoHome();
    }
}
