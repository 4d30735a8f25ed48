namespace PrxAuth.Simulator;

/// <summary>The switches of the Anthropic emulator.</summary>
public sealed class AnthropicScenario
{
    /// <summary>Whether the token endpoint answers 429, as it does when it is asked for refreshes too often.</summary>
    public bool RateLimit { get; set; }

    /// <summary>Whether a refresh must name its scopes.</summary>
    public bool ScopeRequired { get; set; }

    /// <summary>Whether dead refresh tokens are called expired instead of not found.</summary>
    public bool RefreshTokenExpired { get; set; }

    internal void Reset()
    {
        RateLimit = false;
        ScopeRequired = false;
        RefreshTokenExpired = false;
    }
}
