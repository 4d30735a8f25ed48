using PrxAuth.Core;
using PrxAuth.Core.Configuration;

namespace PrxAuth.Commands;

/// <summary>
/// The session that the cmdlets of this process share. It holds no identity, only paths, caches and connections, and is made anew when
/// the environment points somewhere else.
/// </summary>
internal static class ModuleSession
{
    private static readonly string[] s_variables =
        ["PRX_CONFIG", "PRX_DATA_HOME", "PRX_MASTER_KEY", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME", "APPDATA", "LOCALAPPDATA"];

    private static readonly Lock s_gate = new();
    private static string?[] s_environment = [];
    private static AuthSession? s_session;
    private static string s_warnedOf = string.Empty;

    /// <summary>The session for the environment as it is now.</summary>
    public static AuthSession Current
    {
        get
        {
            lock (s_gate)
            {
                if (s_session is null || !IsUnchanged())
                {
                    // A session that is replaced may still be at work elsewhere: it is left to the collector.
                    s_environment = [.. s_variables.Select(Environment.GetEnvironmentVariable)];
                    s_session = AuthSession.Open();
                }

                return s_session;
            }
        }
    }

    /// <summary>The config's warnings, unless they were given out already.</summary>
    public static IReadOnlyList<ConfigurationWarning> TakeNewWarnings(AuthSession session)
    {
        ConfigurationWarning[] warnings;
        try
        {
            warnings = [.. session.Catalog.Current().Warnings];
        }
        catch (PrxAuthException)
        {
            // Whoever needs the config gets this failure as their own error, with their own target.
            return [];
        }

        // By what they say: a file that was written a moment ago is read anew each time, and says the same.
        string all = string.Join('\n', warnings.Select(warning => warning.Message));
        return Interlocked.Exchange(ref s_warnedOf, all) == all ? [] : warnings;
    }

    private static bool IsUnchanged()
    {
        for (int i = 0; i < s_variables.Length; i++)
        {
            if (!string.Equals(s_environment[i], Environment.GetEnvironmentVariable(s_variables[i]), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
