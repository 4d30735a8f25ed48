namespace PrxAuth.Simulator;

/// <summary>A device authorization that waits for its user.</summary>
/// <param name="Area">The area it belongs to.</param>
/// <param name="UserCode">The code that the user is shown.</param>
/// <param name="ClientId">The client that asked.</param>
/// <param name="Polls">How often the client has polled.</param>
public sealed record PendingDevice(SimulatorArea Area, string UserCode, string ClientId, int Polls);
