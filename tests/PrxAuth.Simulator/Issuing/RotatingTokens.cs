using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Issuing;

/// <summary>A token set as it was issued.</summary>
internal sealed record IssuedTokens(UserGrant Grant, string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt);

/// <summary>How a refresh token stands.</summary>
internal enum RefreshTokenState
{
    Live,
    Unknown,
    Spent,
    Revoked,
}

/// <summary>Access tokens, and refresh tokens of which each is good for one refresh.</summary>
/// <param name="control">Clock and lifetimes.</param>
/// <param name="makeAccessToken">Makes the text of an access token that runs out at the time given.</param>
/// <param name="refreshPrefix">How refresh tokens begin.</param>
/// <param name="lifetime">How long access tokens live while the control says nothing else.</param>
internal sealed class RotatingTokens(
    SimulatorControl control, Func<UserGrant, DateTimeOffset, string> makeAccessToken, string refreshPrefix, TimeSpan lifetime)
{
    private static readonly TimeSpan _unsaid = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IssuedTokens> _byAccessToken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (IssuedTokens Tokens, RefreshTokenState State)> _byRefreshToken = new(StringComparer.Ordinal);

    public TimeSpan Lifetime => control.AccessTokenLifetime == _unsaid ? lifetime : control.AccessTokenLifetime;

    public IssuedTokens Issue(UserGrant grant)
    {
        lock (_lock)
        {
            return Issue(grant, refreshPrefix + RandomText.Alphanumeric(64));
        }
    }

    /// <summary>Spends a refresh token; the new tokens are there when it was live.</summary>
    /// <param name="refreshToken">The token.</param>
    /// <param name="clientId">Whose it must be.</param>
    /// <param name="rotate">Whether a new refresh token takes its place; otherwise it goes on.</param>
    /// <param name="tokens">The new tokens.</param>
    public RefreshTokenState Refresh(string? refreshToken, string? clientId, bool rotate, out IssuedTokens? tokens)
    {
        lock (_lock)
        {
            tokens = null;
            if (refreshToken is null || !_byRefreshToken.TryGetValue(refreshToken, out (IssuedTokens Tokens, RefreshTokenState State) found)
                || found.Tokens.Grant.ClientId != clientId)
            {
                return RefreshTokenState.Unknown;
            }

            if (found.State == RefreshTokenState.Live)
            {
                if (rotate)
                {
                    _byRefreshToken[refreshToken] = (found.Tokens, RefreshTokenState.Spent);
                }

                tokens = Issue(found.Tokens.Grant, rotate ? refreshPrefix + RandomText.Alphanumeric(64) : refreshToken);
            }

            return found.State;
        }
    }

    public IssuedTokens? FindLive(string? accessToken)
    {
        lock (_lock)
        {
            return accessToken is not null && _byAccessToken.TryGetValue(accessToken, out IssuedTokens? tokens)
                && control.Clock.GetUtcNow() < tokens.ExpiresAt
                    ? tokens
                    : null;
        }
    }

    /// <summary>Revokes a token of either kind; with a refresh token all that came of it dies.</summary>
    public void Revoke(string token)
    {
        lock (_lock)
        {
            _byAccessToken.Remove(token);
            if (_byRefreshToken.TryGetValue(token, out (IssuedTokens Tokens, RefreshTokenState State) found))
            {
                _byRefreshToken[token] = (found.Tokens, RefreshTokenState.Revoked);
                foreach (IssuedTokens each in _byAccessToken.Values.Where(each => ReferenceEquals(each.Grant, found.Tokens.Grant)).ToList())
                {
                    _byAccessToken.Remove(each.AccessToken);
                }
            }
        }
    }

    public void ExpireAccessTokens()
    {
        lock (_lock)
        {
            _byAccessToken.Clear();
        }
    }

    public void RevokeRefreshTokens()
    {
        lock (_lock)
        {
            foreach ((string token, (IssuedTokens tokens, _)) in _byRefreshToken.ToList())
            {
                _byRefreshToken[token] = (tokens, RefreshTokenState.Revoked);
            }
        }
    }

    private IssuedTokens Issue(UserGrant grant, string refreshToken)
    {
        DateTimeOffset end = control.Clock.GetUtcNow() + Lifetime;
        IssuedTokens tokens = new(grant, makeAccessToken(grant, end), refreshToken, end);
        _byAccessToken[tokens.AccessToken] = tokens;
        _byRefreshToken[refreshToken] = (tokens, RefreshTokenState.Live);
        return tokens;
    }
}
