using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Storage;

/// <summary>Keeps sign-ins that are not finished yet, at most one a profile, where every process of the user finds them.</summary>
public interface IPendingSignInStore
{
    /// <summary>The pending sign-in of a profile; null when there is none.</summary>
    /// <exception cref="PrxAuthException">The store cannot be read.</exception>
    ValueTask<PendingEntry?> ReadAsync(ProfileKey key, CancellationToken cancellationToken);

    /// <summary>All, or those of one provider, also those that ran out.</summary>
    ValueTask<IReadOnlyList<PendingEntry>> ListAsync(string? provider, CancellationToken cancellationToken);

    /// <summary>Keeps a sign-in in the place of the one that is there.</summary>
    ValueTask KeepAsync(PendingSignIn pending, CancellationToken cancellationToken);

    /// <summary>Takes a sign-in in order to redeem its code. Of all processes that try, one succeeds.</summary>
    ValueTask<PendingClaim> TakeAsync(PendingSignIn pending, CancellationToken cancellationToken);

    /// <summary>Deletes a sign-in that has ended, unless another one is in its place.</summary>
    /// <param name="pending">The sign-in.</param>
    /// <param name="wait">How long to wait for others at most.</param>
    ValueTask DropAsync(PendingSignIn pending, TimeSpan wait);

    /// <summary>Deletes what ran out or cannot be read any more of one provider, as far as nobody works on it.</summary>
    ValueTask DropExpiredAsync(string provider, CancellationToken cancellationToken);
}

/// <summary>A pending sign-in as it is found.</summary>
/// <param name="Key">The profile.</param>
/// <param name="SignIn">The sign-in; null where it cannot be read any more, for instance because the store was sealed anew since.</param>
public sealed record PendingEntry(ProfileKey Key, PendingSignIn? SignIn);

/// <summary>What came of taking a pending sign-in.</summary>
public enum PendingClaim
{
    /// <summary>It is the caller's.</summary>
    Taken,
    /// <summary>Another process has it.</summary>
    TakenByOther,
    /// <summary>It has ended.</summary>
    Gone,
    /// <summary>Another sign-in, or one that cannot be read, is in its place.</summary>
    Replaced,
}
