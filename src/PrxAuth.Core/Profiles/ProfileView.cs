using PrxAuth.Core.Flows;

namespace PrxAuth.Core.Profiles;

/// <summary>How a profile stands.</summary>
public enum ProfileStatus
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

/// <summary>A profile without its secrets: what front ends show.</summary>
public sealed record ProfileView
{
    /// <summary>The profile.</summary>
    public required ProfileKey Key { get; init; }

    /// <summary>The account's name, where the provider tells.</summary>
    public string? Account { get; init; }

    /// <summary>Whether this profile is meant when none is named.</summary>
    public required bool IsActive { get; init; }

    /// <summary>How it stands.</summary>
    public required ProfileStatus Status { get; init; }

    /// <summary>Why a sign-in is needed, or what is in doubt, where that is so.</summary>
    public string? StatusReason { get; init; }

    /// <summary>When the usable token runs out; null: the provider gave no lifetime.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How long it gives tokens with nobody there.</summary>
    public UnattendedForecast Unattended { get; init; } = new(null, string.Empty, string.Empty);

    /// <summary>Whether the profile can renew itself.</summary>
    public required bool HasRefreshToken { get; init; }

    /// <summary>The scopes granted.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>How the profile was signed in.</summary>
    public required SignInFlow Flow { get; init; }

    /// <summary>How the token is sent: <c>Bearer</c>, or <c>DPoP</c> where it is bound to a key and goes with a proof.</summary>
    public string TokenType { get; init; } = "Bearer";

    /// <summary>The base address of the API that takes the token, where known.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>When the profile was signed in first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was written last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
