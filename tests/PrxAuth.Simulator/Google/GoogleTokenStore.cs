using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Google;

/// <summary>Google's grants and access tokens.</summary>
internal sealed class GoogleTokenStore(SimulatorControl control)
{
    private readonly Lock _lock = new();
    private readonly List<GoogleGrant> _grants = [];
    private readonly Dictionary<string, GoogleAccessToken> _accessTokens = new(StringComparer.Ordinal);

    public GoogleGrant Grant(
        GoogleClient client, SimulatorUser user, IReadOnlyList<string> scopes, string? nonce, bool offline, bool forcedConsent)
    {
        lock (_lock)
        {
            bool consentedBefore = _grants.Exists(each => each.Client == client && each.User == user && !each.RefreshRevoked);
            bool withheld = control.Google.RefreshTokenOnFirstConsentOnly && consentedBefore && !forcedConsent;
            GoogleGrant grant = new()
            {
                Client = client,
                User = user,
                Scopes = scopes,
                Nonce = nonce,
                RefreshToken = offline && !withheld ? "1//0" + RandomText.Alphanumeric(60) : null,
            };
            _grants.Add(grant);
            return grant;
        }
    }

    public GoogleAccessToken IssueAccessToken(GoogleGrant grant)
    {
        GoogleAccessToken token = new(
            "ya29.a0" + RandomText.Alphanumeric(120), grant, control.Clock.GetUtcNow() + control.AccessTokenLifetime);
        lock (_lock)
        {
            _accessTokens[token.Value] = token;
        }

        return token;
    }

    public GoogleAccessToken? FindLive(string? accessToken)
    {
        lock (_lock)
        {
            return accessToken is not null
                && _accessTokens.TryGetValue(accessToken, out GoogleAccessToken? token)
                && !token.Grant.AccessRevoked
                && control.Clock.GetUtcNow() < token.ExpiresAt
                    ? token
                    : null;
        }
    }

    public GoogleGrant? FindByRefreshToken(string? refreshToken, GoogleClient client)
    {
        lock (_lock)
        {
            return _grants.Find(grant => refreshToken is not null
                && grant.RefreshToken == refreshToken && grant.Client == client && !grant.RefreshRevoked);
        }
    }

    /// <summary>Revokes everything that the token's user has granted to the project; both clients belong to it. False: the token is
    /// dead.</summary>
    public bool Revoke(string token)
    {
        lock (_lock)
        {
            GoogleGrant? found = _grants.Find(grant => grant.RefreshToken == token && !grant.RefreshRevoked) ?? FindLive(token)?.Grant;
            if (found is null)
            {
                return false;
            }

            foreach (GoogleGrant grant in _grants.Where(grant => grant.User == found.User))
            {
                grant.AccessRevoked = true;
                grant.RefreshRevoked = true;
            }

            return true;
        }
    }

    public void ExpireAccessTokens()
    {
        lock (_lock)
        {
            _accessTokens.Clear();
        }
    }

    public void RevokeRefreshTokens()
    {
        lock (_lock)
        {
            foreach (GoogleGrant grant in _grants)
            {
                grant.RefreshRevoked = true;
            }
        }
    }
}
