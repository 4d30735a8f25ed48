using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;

namespace PrxAuth.Core.Flows;

/// <summary>The life of pending sign-ins: kept, shared with other processes, taken by one, gone.</summary>
internal sealed class PendingSignIns(IPendingSignInStore pending, ICredentialStore store, TimeProvider time)
{
    // A process that was stopped goes at once, or nearly: what it leaves runs out.
    private static readonly TimeSpan s_lastWait = TimeSpan.FromSeconds(2);

    /// <summary>What is pending, also what ran out.</summary>
    public ValueTask<IReadOnlyList<PendingEntry>> ListAsync(CancellationToken cancellationToken) => pending.ListAsync(null, cancellationToken);

    /// <summary>Keeps a sign-in so that another process can finish it.</summary>
    public ValueTask KeepAsync(PendingSignIn started, CancellationToken cancellationToken) => pending.KeepAsync(started, cancellationToken);

    /// <summary>Keeps a sign-in that is waited for here.</summary>
    public async Task<SharedSignIn> ShareAsync(PendingSignIn started, CancellationToken cancellationToken)
    {
        long generation = await GenerationAsync(started.Key, cancellationToken).ConfigureAwait(false);
        await pending.KeepAsync(started, cancellationToken).ConfigureAwait(false);
        return new SharedSignIn(started, generation, this, pending, store, time);
    }

    /// <summary>Takes a sign-in that was started elsewhere.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.PendingSignInTaken"/>: another process was faster.</exception>
    public async Task TakeAsync(PendingSignIn started, CancellationToken cancellationToken)
    {
        if (await pending.TakeAsync(started, cancellationToken).ConfigureAwait(false) != PendingClaim.Taken)
        {
            throw PendingFailures.Taken(started.Key);
        }
    }

    /// <summary>Forgets a sign-in that has ended. Where that fails it runs out by itself.</summary>
    public async Task EndAsync(PendingSignIn ended)
    {
        try
        {
            await pending.DropAsync(ended, s_lastWait).ConfigureAwait(false);
        }
        catch (PrxAuthException)
        {
            // How the sign-in ended is what counts.
        }
    }

    /// <summary>Takes away what ran out.</summary>
    public async Task SweepAsync(string provider, CancellationToken cancellationToken)
    {
        try
        {
            await pending.DropExpiredAsync(provider, cancellationToken).ConfigureAwait(false);
        }
        catch (PrxAuthException)
        {
            // A store that cannot be used is noticed when something is to be kept in it.
        }
    }

    private async ValueTask<long> GenerationAsync(ProfileKey key, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.ReadAsync(key, cancellationToken).ConfigureAwait(false))?.Generation ?? 0;
        }
        catch (PrxAuthException e) when (e.Error is PrxAuthError.SealedFileDamaged or PrxAuthError.SealedFileOutdated)
        {
            return 0;
        }
    }
}
