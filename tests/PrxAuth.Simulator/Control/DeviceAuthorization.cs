namespace PrxAuth.Simulator.Control;

/// <summary>How far a device authorization has come.</summary>
internal enum DeviceDecision
{
    Pending,
    Approved,
    Denied,
    Consumed,
}

/// <summary>One device authorization (RFC 8628).</summary>
internal sealed class DeviceAuthorization
{
    public required SimulatorArea Area { get; init; }

    public required string DeviceCode { get; init; }

    public required string UserCode { get; init; }

    public required string ClientId { get; init; }

    public required string Scope { get; init; }

    /// <summary>The S256 challenge whose verifier each poll must show; null: polls need none.</summary>
    public string? Challenge { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required int Interval { get; set; }

    public DateTimeOffset? LastPoll { get; set; }

    public int Polls { get; set; }

    public DeviceDecision Decision { get; set; }

    public SimulatorUser? User { get; set; }
}
