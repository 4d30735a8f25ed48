namespace PrxAuth.Simulator;

/// <summary>What is wrong with the id_tokens that Google issues.</summary>
public enum IdTokenFlaw
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>There is no id_token.</summary>
    Absent,
    /// <summary>It is signed with a key that is not published.</summary>
    WrongSignature,
    /// <summary>It is not signed: <c>alg</c> is <c>none</c>.</summary>
    NotSigned,
    /// <summary>It comes from another issuer.</summary>
    WrongIssuer,
    /// <summary>It is meant for another client.</summary>
    WrongAudience,
    /// <summary>It answers another authorization request.</summary>
    WrongNonce,
    /// <summary>It has expired.</summary>
    Expired,
    /// <summary>It is about another person than the userinfo endpoint says.</summary>
    WrongSubject,
}

/// <summary>The switches of the Google emulator.</summary>
public sealed class GoogleScenario
{
    /// <summary>A scope that the user unticks; null: none.</summary>
    public string? DroppedScope { get; set; }

    /// <summary>Whether an administrator's policy shows a page instead of the consent.</summary>
    public bool PolicyPage { get; set; }

    /// <summary>Whether a refresh token comes with the first consent only, unless <c>prompt=consent</c> asks for another.</summary>
    public bool RefreshTokenOnFirstConsentOnly { get; set; }

    /// <summary>Whether session control refuses refreshes (<c>invalid_rapt</c>).</summary>
    public bool SessionControl { get; set; }

    /// <summary>Whether the metadata promises <c>iss</c> in authorization responses (RFC 9207).</summary>
    public bool AdvertisesIssuer { get; set; }

    /// <summary>What is wrong with the id_tokens.</summary>
    public IdTokenFlaw IdToken { get; set; }

    internal void Reset()
    {
        DroppedScope = null;
        PolicyPage = false;
        RefreshTokenOnFirstConsentOnly = false;
        SessionControl = false;
        AdvertisesIssuer = false;
        IdToken = IdTokenFlaw.None;
    }
}
