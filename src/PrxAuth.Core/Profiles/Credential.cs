using PrxAuth.Core.Flows;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Profiles;

/// <summary>Everything that is kept of one signed-in profile. Immutable: a change is a new value of the next generation.</summary>
public sealed record Credential
{
    /// <summary>Which profile of which provider.</summary>
    public required ProfileKey Key { get; init; }

    /// <summary>Counts the writes of this profile, from 1; 0 was never written. The store sets it.</summary>
    public long Generation { get; init; }

    /// <summary>How the profile was signed in.</summary>
    public required SignInFlow Flow { get; init; }

    /// <summary>The tokens.</summary>
    public required TokenSet Tokens { get; init; }

    /// <summary>A short-lived token that the provider mints from the access token, where its API wants one (GitHub Copilot).</summary>
    public ServiceToken? Service { get; init; }

    /// <summary>The account's name as people know it: an e-mail address or a login. Null where the provider does not tell.</summary>
    public string? Account { get; init; }

    /// <summary>The account's stable identifier (<c>sub</c>, or the provider's numeric id), to notice that an account changed.</summary>
    public string? Subject { get; init; }

    /// <summary>The client the tokens were issued to; a refresh must name the same one (RFC 6749 section 6).</summary>
    public string? ClientId { get; init; }

    /// <summary>Why only a new sign-in helps; null while the profile is fine.</summary>
    public string? LoginRequiredReason { get; init; }

    /// <summary>When the profile was signed in first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was written last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether only a new sign-in helps.</summary>
    public bool NeedsLogin => LoginRequiredReason is not null;

    /// <summary>The token that requests are made with: the minted one where there is one, else the access token.</summary>
    public Secret UsableToken => Service?.Token ?? Tokens.AccessToken;

    /// <summary>When the usable token runs out; null where the provider gave no lifetime.</summary>
    public DateTimeOffset? ExpiresAt => Service is null ? Tokens.ExpiresAt : Service.ExpiresAt;

    /// <summary>The usable token is good for at least <paramref name="validity"/> from <paramref name="now"/>.
    /// A token without a known lifetime counts as good: only a 401 could tell otherwise.</summary>
    public bool IsValidFor(TimeSpan validity, DateTimeOffset now) => ExpiresAt is not { } expiry || expiry - now >= validity;
}
