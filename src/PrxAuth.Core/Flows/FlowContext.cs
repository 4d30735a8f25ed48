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
}
