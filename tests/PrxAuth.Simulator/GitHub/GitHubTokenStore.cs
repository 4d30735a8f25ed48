using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.GitHub;

/// <summary>GitHub's tokens. Those of OAuth apps live on; those of GitHub Apps can expire and are then renewed in pairs.</summary>
internal sealed class GitHubTokenStore(SimulatorControl control)
{
    private static readonly TimeSpan _appTokenLifetime = TimeSpan.FromHours(8);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, GitHubToken> _tokens = new(StringComparer.Ordinal);

    public static bool IsApp(string clientId) => clientId is SimulatorClients.Copilot or SimulatorClients.GitHubApp;

    public GitHubToken Issue(string clientId, SimulatorUser user, IReadOnlyList<string> scopes)
    {
        lock (_lock)
        {
            return IssueLocked(clientId, user, scopes, IsApp(clientId) && control.GitHub.ExpiringTokens);
        }
    }

    public GitHubToken? FindLive(string? value)
    {
        lock (_lock)
        {
            return value is not null && _tokens.TryGetValue(value, out GitHubToken? token) && IsLive(token) ? token : null;
        }
    }

    /// <summary>Exchanges a refresh token for a new pair; both halves of the old pair die. Null: it is not, or no longer, good.</summary>
    public GitHubToken? Refresh(string? refreshToken, string clientId)
    {
        lock (_lock)
        {
            GitHubToken? old = _tokens.Values.FirstOrDefault(token =>
                refreshToken is not null && token.RefreshToken == refreshToken && token.ClientId == clientId && !token.Revoked);
            if (old is null)
            {
                return null;
            }

            old.Revoked = true;
            return IssueLocked(clientId, old.User, old.Scopes, expiring: true);
        }
    }

    public void Revoke(string value)
    {
        lock (_lock)
        {
            foreach (GitHubToken token in _tokens.Values.Where(token => token.Value == value || token.RefreshToken == value))
            {
                token.Revoked = true;
            }
        }
    }

    public void RevokeAll()
    {
        lock (_lock)
        {
            foreach (GitHubToken token in _tokens.Values)
            {
                token.Revoked = true;
            }
        }
    }

    public void ExpireAll()
    {
        lock (_lock)
        {
            foreach (GitHubToken token in _tokens.Values.Where(token => token.ExpiresAt is not null))
            {
                token.ExpiresAt = DateTimeOffset.MinValue;
            }
        }
    }

    private GitHubToken IssueLocked(string clientId, SimulatorUser user, IReadOnlyList<string> scopes, bool expiring)
    {
        TimeSpan lifetime = control.AccessTokenLifetime == TimeSpan.FromHours(1) ? _appTokenLifetime : control.AccessTokenLifetime;
        GitHubToken token = new()
        {
            Value = (IsApp(clientId) ? "ghu_" : "gho_") + RandomText.Alphanumeric(36),
            ClientId = clientId,
            User = user,
            Scopes = IsApp(clientId) ? [] : scopes,
            ExpiresAt = expiring ? control.Clock.GetUtcNow() + lifetime : null,
            RefreshToken = expiring ? "ghr_" + RandomText.Alphanumeric(76) : null,
        };
        _tokens[token.Value] = token;
        return token;
    }

    private bool IsLive(GitHubToken token) =>
        !token.Revoked && (token.ExpiresAt is not { } end || control.Clock.GetUtcNow() < end);
}
