namespace PrxAuth.Simulator.Issuing;

/// <summary>What a user granted to a client, once.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="User">The user.</param>
/// <param name="Scopes">The scopes.</param>
/// <param name="Nonce">The nonce of the request, for its id_tokens.</param>
/// <param name="RedirectUri">The redirect URI of the request; null where it had none.</param>
internal sealed record UserGrant(
    string ClientId, SimulatorUser User, IReadOnlyList<string> Scopes, string? Nonce = null, string? RedirectUri = null);

/// <summary>An access token, the refresh token beside it, and how they fare.</summary>
internal sealed class IssuedPair
{
    public required UserGrant Grant { get; init; }

    public required string AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public bool AccessDead { get; set; }

    public bool RefreshDead { get; set; }
}
