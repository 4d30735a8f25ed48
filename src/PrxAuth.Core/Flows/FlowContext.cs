using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Flows;

/// <summary>What every flow needs to know of the sign-in under way.</summary>
internal sealed record FlowContext(
    ResolvedProvider Provider, IReadOnlyList<string> Scopes, TimeSpan? Timeout, int? Port, ISignInInteraction Interaction);
