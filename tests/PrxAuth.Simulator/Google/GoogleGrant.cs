namespace PrxAuth.Simulator.Google;

/// <summary>A registered client.</summary>
internal sealed record GoogleClient(string Id, string Secret, bool IsTv)
{
    private static readonly GoogleClient[] _all =
    [
        new(SimulatorClients.GoogleDesktop, SimulatorClients.GoogleDesktopSecret, IsTv: false),
        new(SimulatorClients.GoogleTv, SimulatorClients.GoogleTvSecret, IsTv: true),
    ];

    public static GoogleClient? Find(string? id) => Array.Find(_all, client => client.Id == id);
}

/// <summary>What a user has granted to a client.</summary>
internal sealed class GoogleGrant
{
    public required GoogleClient Client { get; init; }

    public required SimulatorUser User { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public string? Nonce { get; init; }

    /// <summary>Does not rotate: a refresh gives an access token alone.</summary>
    public string? RefreshToken { get; init; }

    public bool AccessRevoked { get; set; }

    public bool RefreshRevoked { get; set; }
}

/// <summary>An access token and the end of its life.</summary>
internal sealed record GoogleAccessToken(string Value, GoogleGrant Grant, DateTimeOffset ExpiresAt);

/// <summary>An authorization code.</summary>
internal sealed record GoogleCode(
    GoogleClient Client,
    string RedirectUri,
    string? Challenge,
    string ChallengeMethod,
    SimulatorUser User,
    IReadOnlyList<string> Scopes,
    string? Nonce,
    bool Offline,
    bool ForcedConsent,
    DateTimeOffset ExpiresAt);
