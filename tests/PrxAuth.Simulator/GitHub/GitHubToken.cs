namespace PrxAuth.Simulator.GitHub;

/// <summary>A token that GitHub has issued.</summary>
internal sealed class GitHubToken
{
    public required string Value { get; init; }

    public required string ClientId { get; init; }

    public required SimulatorUser User { get; init; }

    /// <summary>The granted scopes; none for a GitHub App.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The end of its life; null: it knows none.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The refresh token that came with it.</summary>
    public string? RefreshToken { get; init; }

    public bool Revoked { get; set; }
}
