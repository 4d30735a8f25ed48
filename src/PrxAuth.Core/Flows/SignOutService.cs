using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Flows;

/// <summary>Signs a profile out: revokes at the provider where that can be, deletes here in any case, and says what happened.</summary>
public sealed class SignOutService
{
    private readonly ICredentialStore _store;
    private readonly RevocationClient _revocation;
    private readonly TimeProvider _time;

    internal SignOutService(ICredentialStore store, RevocationClient revocation, TimeProvider time)
    {
        _store = store;
        _revocation = revocation;
        _time = time;
    }

    /// <summary>Signs out.</summary>
    /// <param name="key">The profile.</param>
    /// <param name="provider">Its provider; null when the config no longer knows it: then nothing can be revoked.</param>
    /// <param name="localOnly">Whether to leave the tokens alive at the provider.</param>
    /// <param name="cancellationToken">Ends the wait; the profile is then kept, unless it was deleted already. Where the provider had been asked
    /// to revoke its tokens, it says so and needs a sign-in.</param>
    /// <returns>What became of the tokens; null when there was no such profile.</returns>
    /// <exception cref="PrxAuthException">The profile could not be deleted.</exception>
    public async Task<RevocationResult?> SignOutAsync(
        ProfileKey key, ProviderDefinition? provider, bool localOnly, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(key, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        using ICredentialSection section = await _store.EnterAsync(key, TokenService.LockWait, cancellationToken).ConfigureAwait(false);
        RevocationResult? result = await RevokeAsync(section, provider, localOnly, cancellationToken).ConfigureAwait(false);
        return await section.DeleteAsync().ConfigureAwait(false) ? result ?? new RevocationResult(RevocationOutcome.Failed, "The profile vanished.") : null;
    }

    // Entering the section of a profile that is not there would leave its lock file behind. One that cannot be read is there.
    private async ValueTask<bool> ExistsAsync(ProfileKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (PrxAuthException)
        {
            return true;
        }
    }

    private async Task<RevocationResult?> RevokeAsync(
        ICredentialSection section, ProviderDefinition? provider, bool localOnly, CancellationToken cancellationToken)
    {
        Credential? credential;
        try
        {
            credential = await section.ReadAsync().ConfigureAwait(false);
        }
        catch (PrxAuthException e)
        {
            return new RevocationResult(RevocationOutcome.Failed, $"The stored profile could not be read: {e.Message}");
        }

        return credential switch
        {
            null => null,
            _ when localOnly => new RevocationResult(RevocationOutcome.Skipped, "Only the local profile was removed, as asked."),
            _ when provider is null => new RevocationResult(RevocationOutcome.NotSupported, "The provider is no longer configured."),
            _ => await _revocation.RevokeAsync(
                provider, await MarkAsync(section, credential).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
        };
    }

    // Revoked tokens must not look alive: if this process ends before the profile is gone, the profile says what happened. A full disk
    // is no reason to leave the tokens alive.
    private async Task<Credential> MarkAsync(ICredentialSection section, Credential credential)
    {
        const string reason = "A sign-out was begun and not finished: its tokens may be revoked. Sign out or sign in again.";
        try
        {
            return await section.WriteAsync(
                credential with { LoginRequiredReason = reason, UpdatedAt = _time.GetUtcNow() }).ConfigureAwait(false);
        }
        catch (PrxAuthException e) when (e.Error is PrxAuthError.StoreFull or PrxAuthError.StoreUnavailable)
        {
            return credential;
        }
    }
}
