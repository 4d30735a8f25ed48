namespace PrxAuth.Simulator.Grants;

/// <summary>What a user has granted to a client.</summary>
internal sealed record UserGrant(string ClientId, SimulatorUser User, string Scope, string? Nonce = null);
