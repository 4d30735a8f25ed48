using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Issuing;

/// <summary>What becomes of a pair whose refresh token is used.</summary>
internal enum RefreshFate
{
    /// <summary>Both tokens live on beside the new ones.</summary>
    BothLive,
    /// <summary>The refresh token dies.</summary>
    RefreshTokenDies,
    /// <summary>Both tokens die at once.</summary>
    BothDie,
}

/// <summary>The tokens of one authorization server.</summary>
internal sealed class PairBoard(SimulatorControl control, string prefix)
{
    private readonly Lock _lock = new();
    private readonly List<IssuedPair> _pairs = [];

    public IssuedPair Issue(UserGrant grant, bool withRefreshToken)
    {
        lock (_lock)
        {
            return IssueLocked(grant, withRefreshToken);
        }
    }

    public IssuedPair? FindLive(string? accessToken)
    {
        lock (_lock)
        {
            return _pairs.Find(pair => pair.AccessToken == accessToken && !pair.AccessDead && control.Clock.GetUtcNow() < pair.ExpiresAt);
        }
    }

    /// <summary>Exchanges a refresh token for a new pair; null: it is dead, unknown, another client's or refused by
    /// <paramref name="isAccepted"/>, and nothing changes.</summary>
    public IssuedPair? Refresh(string? refreshToken, string clientId, RefreshFate fate, Func<UserGrant, bool>? isAccepted = null)
    {
        lock (_lock)
        {
            IssuedPair? old = _pairs.Find(pair =>
                refreshToken is not null && pair.RefreshToken == refreshToken && !pair.RefreshDead && pair.Grant.ClientId == clientId);
            if (old is null || isAccepted?.Invoke(old.Grant) == false)
            {
                return null;
            }

            old.RefreshDead = fate != RefreshFate.BothLive;
            old.AccessDead |= fate == RefreshFate.BothDie;
            return IssueLocked(old.Grant, withRefreshToken: true);
        }
    }

    /// <summary>Kills both tokens of the pair that holds <paramref name="token"/>.</summary>
    public void Revoke(string? token, string clientId)
    {
        lock (_lock)
        {
            foreach (IssuedPair pair in _pairs.Where(pair =>
                token is not null && (pair.AccessToken == token || pair.RefreshToken == token) && pair.Grant.ClientId == clientId))
            {
                pair.AccessDead = true;
                pair.RefreshDead = true;
            }
        }
    }

    public void ExpireAccessTokens()
    {
        lock (_lock)
        {
            _pairs.ForEach(pair => pair.ExpiresAt = DateTimeOffset.MinValue);
        }
    }

    public void RevokeRefreshTokens()
    {
        lock (_lock)
        {
            _pairs.ForEach(pair => pair.RefreshDead = true);
        }
    }

    private IssuedPair IssueLocked(UserGrant grant, bool withRefreshToken)
    {
        DateTimeOffset now = control.Clock.GetUtcNow();
        IssuedPair pair = new()
        {
            Grant = grant,
            AccessToken = prefix + RandomText.Alphanumeric(64),
            RefreshToken = withRefreshToken ? prefix + RandomText.Alphanumeric(80) : null,
            IssuedAt = now,
            ExpiresAt = now + control.AccessTokenLifetime,
        };
        _pairs.Add(pair);
        return pair;
    }
}
