namespace PrxAuth.Core.Flows.Loopback;

/// <summary>The hosts that a loopback redirect may name.</summary>
internal static class LoopbackHosts
{
    public const string V4 = "127.0.0.1";
    public const string V6 = "[::1]";
    public const string Localhost = "localhost";

    private const int DefaultHttpPort = 80;

    private static readonly string[] Names = [V4, V6, Localhost];

    /// <summary>The redirect URI for a port that is bound.</summary>
    public static Uri RedirectUri(string host, int port, string path) => new($"http://{host}:{port}{path}");

    /// <summary>
    /// Every Host field that means this listener. Any other comes from a name that somebody made resolve to the loopback address
    /// (DNS rebinding).
    /// </summary>
    public static HashSet<string> HostFields(int port)
    {
        IEnumerable<string> withPort = Names.Select(name => $"{name}:{port}");
        return new(port == DefaultHttpPort ? [.. withPort, .. Names] : withPort, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Refuses a host or a path that could not come back as it was sent.</summary>
    public static void Validate(string host, string path)
    {
        if (!Names.Contains(host, StringComparer.Ordinal))
        {
            throw new ArgumentException($"The redirect host must be {V4}, {V6} or {Localhost}, not '{host}'.", nameof(host));
        }

        if (!path.StartsWith('/') || RedirectUri(host, 1, path) is var uri && (uri.AbsolutePath != path || uri.Query + uri.Fragment != ""))
        {
            throw new ArgumentException($"The redirect path must be a plain absolute path, not '{path}'.", nameof(path));
        }
    }
}
