using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Flows;

/// <summary>A sign-in whose answer has not come yet, with all that another process needs to finish it.</summary>
public sealed record PendingSignIn
{
    /// <summary>How long a sign-in can be finished by another process.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>The profile that is signed in.</summary>
    public required ProfileKey Key { get; init; }

    /// <summary>The flow.</summary>
    public required SignInFlow Flow { get; init; }

    /// <summary>The client that asks.</summary>
    public required string ClientId { get; init; }

    /// <summary>Where the person is sent.</summary>
    public required Uri Address { get; init; }

    /// <summary>Where the answer comes to.</summary>
    public required Uri RedirectUri { get; init; }

    /// <summary>The scopes asked for.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Until when it can be finished.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether a process has taken it and redeems its code.</summary>
    public bool IsTaken { get; init; }

    /// <summary>Whether the profile may become another account's.</summary>
    public bool Force { get; init; }

    /// <summary>The key that the tokens are to be bound to; null: none.</summary>
    internal Secret? DpopKey { get; init; }

    /// <summary>The secrets of the request.</summary>
    internal ProofKey Proof { get; init; } = ProofKey.Create();

    /// <summary>Whether both are one sign-in, however far.</summary>
    internal bool IsSameAs(PendingSignIn other) => Key == other.Key && Proof.State == other.Proof.State;

    /// <summary>The profile; the request's secrets stay out of what is printed.</summary>
    public override string ToString() => $"{nameof(PendingSignIn)} {Key}";
}
