namespace PrxAuth.Simulator;

/// <summary>What one area was asked for since the last reset. Requests that were answered brokenly on purpose count too;
/// <see cref="Refreshes"/> and <see cref="Revocations"/> count successes alone.</summary>
public sealed record AreaCounts
{
    /// <summary>Requests to the authorization endpoint.</summary>
    public required int AuthorizeRequests { get; init; }

    /// <summary>Token requests by grant type, device polls included; a request without one counts as <c>none</c>.</summary>
    public required IReadOnlyDictionary<string, int> TokenRequests { get; init; }

    /// <summary>Refreshes that gave a new token set.</summary>
    public required int Refreshes { get; init; }

    /// <summary>Device authorizations asked for.</summary>
    public required int DeviceAuthorizations { get; init; }

    /// <summary>Polls for the outcome of a device authorization.</summary>
    public required int DevicePolls { get; init; }

    /// <summary>Revocation calls that were accepted.</summary>
    public required int Revocations { get; init; }

    /// <summary>Questions for the account behind a token.</summary>
    public required int AccountRequests { get; init; }

    /// <summary>Exchanges of a GitHub token for a Copilot token.</summary>
    public required int Exchanges { get; init; }

    /// <summary>Calls of the protected API.</summary>
    public required int ApiCalls { get; init; }

    /// <summary>All token requests, whatever their grant type.</summary>
    public int AllTokenRequests => TokenRequests.Values.Sum();

    /// <summary>The token requests of one grant type.</summary>
    public int TokenRequestsOf(string grantType) => TokenRequests.GetValueOrDefault(grantType);
}
