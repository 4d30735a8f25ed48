namespace PrxAuth;

/// <summary>A signed-in profile, without its secrets. Binds by name to every cmdlet that takes <c>-Provider</c> and <c>-Profile</c>.</summary>
public sealed class PrxAuthProfile
{
    internal PrxAuthProfile(
        string provider, string profile, string? account, bool isActive, PrxAuthStatus status, string? statusReason, DateTimeOffset? expiresAt,
        TimeSpan? expiresIn, DateTimeOffset? unattendedUntil, string unattendedReason,
        bool hasRefreshToken, string[] scopes, PrxAuthFlow flow, string tokenType, Uri? endpoint,
        DateTimeOffset createdAt, DateTimeOffset updatedAt)
    {
        Provider = provider;
        Profile = profile;
        Account = account;
        IsActive = isActive;
        Status = status;
        StatusReason = statusReason;
        ExpiresAt = expiresAt;
        ExpiresIn = expiresIn;
        UnattendedUntil = unattendedUntil;
        UnattendedReason = unattendedReason;
        HasRefreshToken = hasRefreshToken;
        Scopes = scopes;
        Flow = flow;
        TokenType = tokenType;
        Endpoint = endpoint;
        CreatedAt = createdAt;
        UpdatedAt = updatedAt;
    }

    /// <summary>The provider's name.</summary>
    public string Provider { get; }

    /// <summary>The profile's name.</summary>
    public string Profile { get; }

    /// <summary>The account, as the provider names it; null where it does not.</summary>
    public string? Account { get; }

    /// <summary>Whether this profile is meant when none is named.</summary>
    public bool IsActive { get; }

    /// <summary>How the profile stands.</summary>
    public PrxAuthStatus Status { get; }

    /// <summary>Why only a new sign-in helps; null otherwise.</summary>
    public string? StatusReason { get; }

    /// <summary>When the token runs out, in local time; null where the provider gave no lifetime.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>How long the token is valid from when this object was made; negative once it has run out.</summary>
    public TimeSpan? ExpiresIn { get; }

    /// <summary>Until when the profile gives tokens with nobody there, in local time; null where no end is known. What the provider may
    /// do meanwhile is not in it.</summary>
    public DateTimeOffset? UnattendedUntil { get; }

    /// <summary>Why until then.</summary>
    public string UnattendedReason { get; }

    /// <summary>Whether the profile renews itself.</summary>
    public bool HasRefreshToken { get; }

    /// <summary>The scopes granted.</summary>
    public string[] Scopes { get; }

    /// <summary>How the profile was signed in.</summary>
    public PrxAuthFlow Flow { get; }

    /// <summary>How the token is sent: <c>Bearer</c>, or <c>DPoP</c> where it is bound to a key of the profile and goes with a proof
    /// (<c>Get-PrxAuthToken -AsHeader</c>).</summary>
    public string TokenType { get; }

    /// <summary>The base address of the API that takes the token, where known.</summary>
    public Uri? Endpoint { get; }

    /// <summary>When the profile was signed in first.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When the profile was written last.</summary>
    public DateTimeOffset UpdatedAt { get; }

    /// <summary><c>provider/profile</c>.</summary>
    public override string ToString() => $"{Provider}/{Profile}";
}

/// <summary>How a profile stands.</summary>
public enum PrxAuthStatus
{
    /// <summary>Its token is valid.</summary>
    Valid,
    /// <summary>Its token runs out within five minutes.</summary>
    ExpiresSoon,
    /// <summary>Its token has run out; with a refresh token it is renewed on the next use.</summary>
    Expired,
    /// <summary>Only a new sign-in helps.</summary>
    NeedsLogin,
    /// <summary>The answer to its last refresh was lost, so its refresh token may be spent. The next refresh tells.</summary>
    InDoubt,
}

/// <summary>The ways to sign in.</summary>
public enum PrxAuthFlow
{
    /// <summary>Browser with loopback redirect and PKCE (RFC 8252).</summary>
    Browser,
    /// <summary>Device code (RFC 8628).</summary>
    DeviceCode,
    /// <summary>A pasted redirect URL or code.</summary>
    Paste,
    /// <summary>Client credentials (RFC 6749 section 4.4).</summary>
    ClientCredentials,
    /// <summary>A token or API key that was given.</summary>
    GivenToken,
    /// <summary>An assertion by which a platform vouches for the workload (RFC 7523, RFC 8693).</summary>
    Federated,
}
