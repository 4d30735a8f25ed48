namespace PrxAuth.Core.Tokens;

/// <summary>What a token endpoint answered (RFC 6749 section 5.1), with times made absolute.</summary>
public sealed record TokenSet
{
    /// <summary>The access token.</summary>
    public required Secret AccessToken { get; init; }

    /// <summary>How the token is used; <c>Bearer</c> when the answer did not say.</summary>
    public string TokenType { get; init; } = "Bearer";

    /// <summary>When the access token runs out; null when the provider gave no lifetime.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The refresh token, where one was issued.</summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>When the refresh token runs out, where the provider says so.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    /// <summary>The id_token, where one was issued.</summary>
    public Secret? IdToken { get; init; }

    /// <summary>The scopes granted; where the answer named none, those requested.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The base address of the API that takes the access token, where the answer named one.</summary>
    public Uri? ApiEndpoint { get; init; }

    /// <summary>When the answer arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
