using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Flows;

/// <summary>What every flow needs to know of the sign-in under way.</summary>
internal sealed record FlowContext(
    ResolvedProvider Provider, IReadOnlyList<string> Scopes, TimeSpan? Timeout, int? Port, ISignInInteraction Interaction)
{
    /// <summary>The profile that is signed in.</summary>
    public required ProfileKey Key { get; init; }

    /// <summary>The flow.</summary>
    public required SignInFlow Flow { get; init; }

    /// <summary>The key that the tokens are to be bound to; null: none.</summary>
    public Secret? DpopKey { get; init; }

    /// <summary>Whether the profile may become another account's.</summary>
    public bool Force { get; init; }

    /// <summary>Whether a user code may be copied to the clipboard.</summary>
    public bool CopyCode { get; init; }

    /// <summary>Whether the page for a user code is shown as a QR code too.</summary>
    public bool ShowQrCode { get; init; }

    /// <summary>The account that is expected to sign in; null: whoever does.</summary>
    public string? LoginHint { get; init; }
}
