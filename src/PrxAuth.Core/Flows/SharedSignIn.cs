using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;

namespace PrxAuth.Core.Flows;

/// <summary>
/// A sign-in that this process waits for and another may finish. Whoever takes its record redeems the code; the one who waits looks about
/// once a second. Where a newer sign-in of the profile has replaced the record, nobody else can finish this one.
/// </summary>
/// <param name="mine">The sign-in.</param>
/// <param name="generation">The profile's generation when it was started.</param>
/// <param name="pendings">Ends it.</param>
/// <param name="pending">Keeps the record.</param>
/// <param name="store">Keeps the profile.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedSignIn(
    PendingSignIn mine, long generation, PendingSignIns pendings, IPendingSignInStore pending, ICredentialStore store, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private volatile bool _isMineAlone;

    /// <summary>Waits for the answer to come here, or for another process to finish.</summary>
    /// <returns>The profile that another process signed in; null when the answer came here.</returns>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.PendingSignInTaken"/>: another process ended it without success.</exception>
    public async Task<Credential?> WaitAsync(Func<CancellationToken, Task> answer, CancellationToken cancellationToken)
    {
        using var loser = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task here = answer(loser.Token);
        Task<Credential> elsewhere = WatchAsync(loser.Token);
        try
        {
            if (await Task.WhenAny(here, elsewhere).ConfigureAwait(false) == elsewhere)
            {
                return await elsewhere.ConfigureAwait(false);
            }

            await here.ConfigureAwait(false);
            return null;
        }
        finally
        {
            await loser.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(here, elsewhere).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Claims the code that came here.</summary>
    /// <returns>Null: it is redeemed here; otherwise the profile that another process signed in.</returns>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.PendingSignInTaken"/>: another process has it, and no profile came of it.</exception>
    public async Task<Credential?> ClaimAsync(CancellationToken cancellationToken)
    {
        PendingClaim claim = PendingClaim.Replaced;
        while (!_isMineAlone && !IsOver
            && (claim = await pending.TakeAsync(mine, cancellationToken).ConfigureAwait(false)) == PendingClaim.TakenByOther)
        {
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }

        return claim is PendingClaim.Taken or PendingClaim.Replaced ? null : await OutcomeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the record.</summary>
    public Task EndAsync() => pendings.EndAsync(mine);

    private bool IsOver => mine.ExpiresAt <= time.GetUtcNow();

    private async Task<Credential> WatchAsync(CancellationToken cancellationToken)
    {
        while (!_isMineAlone)
        {
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
            bool? isThere = IsOver ? null : await IsThereAsync(cancellationToken).ConfigureAwait(false);
            _isMineAlone = isThere is null;
            if (isThere == false)
            {
                return await OutcomeAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    // Null: it cannot be finished by others any more, or that cannot be known.
    private async ValueTask<bool?> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await pending.ReadAsync(mine.Key, cancellationToken).ConfigureAwait(false) switch
            {
                null => false,
                { SignIn: { } there } when there.IsSameAs(mine) => true,
                _ => null,
            };
        }
        catch (PrxAuthException)
        {
            return null;
        }
    }

    private async Task<Credential> OutcomeAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(mine.Key, cancellationToken).ConfigureAwait(false) is { } now && now.Generation > generation
            ? now
            : throw PendingFailures.EndedElsewhere(mine.Key);
}
