namespace PrxAuth.Simulator.Issuing;

/// <summary>An authorization code and all that it is bound to.</summary>
internal sealed record AuthorizationCode(
    string ClientId,
    string RedirectUri,
    string? Challenge,
    string ChallengeMethod,
    SimulatorUser User,
    IReadOnlyList<string> Scopes,
    string? Nonce,
    DateTimeOffset ExpiresAt);
