using PrxAuth.Core.Flows;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Profiles;

/// <summary>Everything that is kept of one signed-in profile. Immutable: a change is a new value of the next generation.</summary>
public sealed record Credential
{
    // Hosts that share a store may differ by as much.
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(5);

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

    /// <summary>The redirect URI the code was redeemed with; null where the sign-in had none. Some providers want it again with each refresh.</summary>
    public Uri? RedirectUri { get; init; }

    /// <summary>The private key that the tokens are bound to (RFC 9449), as PKCS#8 in base64; null: whoever bears them may use them.</summary>
    public Secret? DpopKey { get; init; }

    /// <summary>Why only a new sign-in helps; null while the profile is fine.</summary>
    public string? LoginRequiredReason { get; init; }

    /// <summary>When a refresh token was sent to the provider whose answer is not kept here yet; null: every answer is. It is written
    /// before the request, so that a process which is killed in between leaves word of it.</summary>
    public DateTimeOffset? RenewalSentAt { get; init; }

    /// <summary>Whether that answer is known to be lost: the connection broke, or what came was no answer.</summary>
    public bool RenewalReplyLost { get; init; }

    /// <summary>When the profile was signed in first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was written last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether only a new sign-in helps.</summary>
    public bool NeedsLogin => LoginRequiredReason is not null;

    /// <summary>The token that requests are made with: the minted one where there is one, else the access token.</summary>
    public Secret UsableToken => Service?.Token ?? Tokens.AccessToken;

    /// <summary>How the usable token is sent: <c>Bearer</c> or <c>DPoP</c>.</summary>
    public string TokenType => Service is null ? Tokens.TokenType : "Bearer";

    /// <summary>When the usable token runs out; null where the provider gave no lifetime.</summary>
    public DateTimeOffset? ExpiresAt => Service is null ? Tokens.ExpiresAt : Service.ExpiresAt;

    /// <summary>How long the usable token is still good; null where the provider gave no lifetime: only a 401 could tell. A clock that
    /// stands before the time at which the token was written was set back and tells nothing: the token counts as run out.</summary>
    public TimeSpan? TimeLeft(DateTimeOffset now) =>
        UpdatedAt - now > s_clockTolerance && ExpiresAt is not null ? TimeSpan.Zero : ExpiresAt - now;

    /// <summary>Whether the usable token is good for at least <paramref name="validity"/> from <paramref name="now"/>. A token without a
    /// known lifetime counts as good.</summary>
    public bool IsValidFor(TimeSpan validity, DateTimeOffset now) => TimeLeft(now) is not { } left || left >= validity;

    /// <summary>Whether nobody knows if the refresh token is spent: a refresh was sent, and its answer is lost or long overdue.</summary>
    public bool IsInDoubt(DateTimeOffset now) =>
        RenewalReplyLost || (RenewalSentAt is { } sent && (now - sent).Duration() > ProviderHttp.Deadline);
}
