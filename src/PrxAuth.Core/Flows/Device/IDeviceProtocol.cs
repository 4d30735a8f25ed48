using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Flows.Device;

/// <summary>What is said on the wire of a sign-in by user code. When to ask, and for how long, is the flow's.</summary>
internal interface IDeviceProtocol
{
    /// <summary>Asks for a user code.</summary>
    /// <exception cref="PrxAuthException">The provider gives none.</exception>
    Task<DeviceLogin> StartAsync(ProviderDefinition provider, IReadOnlyList<string> scopes, CancellationToken cancellationToken);

    /// <summary>Asks once whether the code has been approved.</summary>
    /// <exception cref="PrxAuthException">It was refused, or the provider cannot be reached.</exception>
    Task<DeviceAnswer> PollAsync(ProviderDefinition provider, DeviceLogin login, CancellationToken cancellationToken);
}

/// <summary>A device sign-in under way.</summary>
/// <param name="Code">What polls prove with that they are about this sign-in.</param>
/// <param name="UserCode">The code for the person.</param>
/// <param name="VerificationUri">Where the person enters it.</param>
/// <param name="Scopes">The scopes asked for.</param>
internal sealed record DeviceLogin(Secret Code, string UserCode, Uri VerificationUri, IReadOnlyList<string> Scopes)
{
    /// <summary>The page with the code in it, where the provider gives one.</summary>
    public Uri? VerificationUriComplete { get; init; }

    /// <summary>The code verifier that polls show, where the request carried a challenge.</summary>
    public Secret? Verifier { get; init; }

    /// <summary>The key that the tokens are to be bound to; null: none.</summary>
    public Secret? DpopKey { get; init; }

    /// <summary>How long the code lives; null: the provider does not tell.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>How long to wait between polls; null: the provider does not tell.</summary>
    public TimeSpan? Interval { get; init; }
}

/// <summary>The answer to a poll.</summary>
internal abstract record DeviceAnswer
{
    /// <summary>Nobody has decided yet.</summary>
    public sealed record Pending : DeviceAnswer;

    /// <summary>Polls come too fast; with the pause the provider asks for, where it names one.</summary>
    public sealed record SlowDown(TimeSpan? Interval) : DeviceAnswer;

    /// <summary>The provider is not well; another poll may find it better.</summary>
    public sealed record Unwell(int Status, TimeSpan? RetryAfter) : DeviceAnswer;

    /// <summary>The code is dead.</summary>
    public sealed record Expired : DeviceAnswer;

    /// <summary>Approved. Where tokens cost another request it is on its way, and what becomes of it is final: no poll brings it back.</summary>
    public sealed record Granted(Task<TokenSet> Tokens) : DeviceAnswer;
}
