namespace PrxAuth;

/// <summary>A provider that PrxAuth can sign in to.</summary>
public sealed class PrxAuthProvider
{
    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The name for the eye.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Other names that mean it.</summary>
    public required string[] Aliases { get; init; }

    /// <summary>The flows it offers, best first.</summary>
    public required PrxAuthFlow[] Flows { get; init; }

    /// <summary>The scopes that are asked for.</summary>
    public required string[] Scopes { get; init; }

    /// <summary>The client id; null: one must be configured.</summary>
    public string? ClientId { get; init; }

    /// <summary>Whether a sign-in can start: a client id is there where one is needed.</summary>
    public required bool IsConfigured { get; init; }

    /// <summary>The profile that is meant when none is named.</summary>
    public required string ActiveProfile { get; init; }

    /// <summary>The issuer, where endpoints come from its metadata.</summary>
    public string? Issuer { get; init; }

    /// <summary>The authorization endpoint.</summary>
    public Uri? AuthorizationEndpoint { get; init; }

    /// <summary>The token endpoint.</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>The device authorization endpoint.</summary>
    public Uri? DeviceAuthorizationEndpoint { get; init; }

    /// <summary>The revocation endpoint.</summary>
    public Uri? RevocationEndpoint { get; init; }

    /// <summary>The base address of the provider's API.</summary>
    public Uri? ApiEndpoint { get; init; }

    /// <summary>Where the definition comes from: <c>BuiltIn</c>, <c>Overlaid</c> (built in, with keys of the config file over it) or <c>Config</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>What the provider's terms say of such sign-ins.</summary>
    public string? Notice { get; init; }

    /// <summary>How to get a client id.</summary>
    public string? ClientHelp { get; init; }

    /// <summary>The provider's name.</summary>
    public override string ToString() => Provider;
}
