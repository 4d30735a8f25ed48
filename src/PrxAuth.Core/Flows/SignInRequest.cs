namespace PrxAuth.Core.Flows;

/// <summary>What a user asked for when signing in.</summary>
public sealed record SignInRequest
{
    /// <summary>The provider's name or alias.</summary>
    public required string Provider { get; init; }

    /// <summary>The profile; null: the one that is meant when none is named.</summary>
    public string? Profile { get; init; }

    /// <summary>The flow the user insists on; null: the best one that works here.</summary>
    public SignInFlow? Flow { get; init; }

    /// <summary>Whether a browser may be opened here; null: where one is likely to work.</summary>
    public bool? OpenBrowser { get; init; }

    /// <summary>Scopes instead of the provider's usual ones.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Scopes beside those that the profile has already; null: none.</summary>
    public IReadOnlyList<string>? AddScopes { get; init; }

    /// <summary>Whether a profile that is there may become another account's.</summary>
    public bool Force { get; init; }

    /// <summary>The account that is expected to sign in; null: whoever does.</summary>
    internal string? LoginHint { get; init; }

    /// <summary>The loopback port; null: the provider's or the config's, 0: any.</summary>
    public int? Port { get; init; }

    /// <summary>How long to wait for the person; null: five minutes, or as long as a device code lives.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether a user code may be copied to the clipboard.</summary>
    public bool CopyCode { get; init; } = true;

    /// <summary>Whether the page for a user code is shown as a QR code too.</summary>
    public bool ShowQrCode { get; init; }

    /// <summary>The token to keep, for <see cref="SignInFlow.GivenToken"/>.</summary>
    public Secret? GivenToken { get; init; }

    /// <summary>Whether nobody waits for the answer here.</summary>
    internal bool IsFinishedElsewhere { get; init; }
}
