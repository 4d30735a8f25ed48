using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Import;

/// <summary>The GitHub CLI's <c>hosts.yml</c>: tokens by host and, since its version 2.40, by user.</summary>
internal sealed class GhLogins : ILoginSource
{
    private const string InKeyring =
        "The GitHub CLI keeps this token in the system's keyring. Bring it in with: gh auth token | prx auth paste-token -P github";

    public string Name => "gh";

    public string Locate(Func<string, string?> environment)
    {
        string? windows = OperatingSystem.IsWindows() ? environment("AppData") : null;
        string directory = environment("GH_CONFIG_DIR") is { Length: > 0 } named ? named
            : environment("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? Path.Join(xdg, "gh")
            : windows is { Length: > 0 } ? Path.Join(windows, "GitHub CLI")
            : Path.Join(HomeDirectory.Of(environment), ".config", "gh");
        return Path.Join(directory, "hosts.yml");
    }

    public IReadOnlyList<ForeignLogin> Read(SourceFile file, DateTimeOffset now)
    {
        List<ForeignLogin> logins = [];
        foreach ((string host, YamlMap.Node node) in YamlMap.Read(file).Members)
        {
            string? active = node["user"]?.Text;
            if (node["users"] is { Members.Count: > 0 } users)
            {
                logins.AddRange(users.Members.Select(user => Login(
                    file, now, host, user.Key, isActive: user.Key == active, user.Value["oauth_token"]?.Text ?? (user.Key == active ? node["oauth_token"]?.Text : null))));
            }
            else
            {
                logins.Add(Login(file, now, host, active, isActive: true, node["oauth_token"]?.Text));
            }
        }

        return logins;
    }

    private static ForeignLogin Login(SourceFile file, DateTimeOffset now, string host, string? user, bool isActive, string? token) => new()
    {
        Provider = "github",
        Host = host,
        Profile = isActive || user is null ? Profiles.ProfileKey.DefaultProfile : user,
        Account = user,
        Tokens = token is null ? null : new TokenSet { AccessToken = file.Token(token, "oauth_token"), ReceivedAt = now },
        Remark = token is null ? InKeyring : null,
    };
}
