namespace PrxAuth.Core.Tokens;

/// <summary>A short-lived token minted from the access token by the provider's own exchange, and the API it is for.</summary>
public sealed record ServiceToken
{
    /// <summary>The token.</summary>
    public required Secret Token { get; init; }

    /// <summary>When it runs out, by the local clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The base address of the API that takes it, where the provider tells.</summary>
    public Uri? Endpoint { get; init; }
}
