using PrxAuth.Core.Import;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Tokens;

/// <summary>An id_token (OpenID Connect Core section 2), which says to a third party who somebody is.</summary>
/// <param name="Token">The token.</param>
/// <param name="ExpiresAt">When it runs out by its own word; null: it does not say.</param>
public sealed record IdentityToken(Secret Token, DateTimeOffset? ExpiresAt);

/// <summary>Gives out id_tokens that are valid now. A refresh may bring a new one (OpenID Connect Core section 12.2); not every provider's does.</summary>
public sealed class IdentityTokenService
{
    private readonly TokenService _tokens;
    private readonly TimeProvider _time;

    internal IdentityTokenService(TokenService tokens, TimeProvider time)
    {
        _tokens = tokens;
        _time = time;
    }

    /// <summary>The profile's id_token, renewed if need be.</summary>
    /// <param name="selection">The profile.</param>
    /// <param name="minimumValidity">How long it must still be valid; null: <see cref="TokenService.DefaultMinimumValidity"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.IdTokenMissing"/>: there is none, or no fresh one; or as for <see cref="TokenService.GetAsync"/>.</exception>
    public async Task<IdentityToken> GetAsync(ProfileSelection selection, TimeSpan? minimumValidity, CancellationToken cancellationToken) =>
        await GetAsync(
            selection, await _tokens.GetAsync(selection, null, cancellationToken).ConfigureAwait(false), minimumValidity, cancellationToken).ConfigureAwait(false);

    /// <summary>The id_token of a credential that was just read, renewed if need be.</summary>
    /// <param name="selection">The profile.</param>
    /// <param name="credential">Its credential.</param>
    /// <param name="minimumValidity">How long it must still be valid; null: <see cref="TokenService.DefaultMinimumValidity"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.IdTokenMissing"/>: there is none, or no fresh one; or the renewal failed.</exception>
    public async Task<IdentityToken> GetAsync(
        ProfileSelection selection, Credential credential, TimeSpan? minimumValidity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(credential);
        if (credential.Tokens.IdToken is null)
        {
            throw Missing(selection.Key, $"Profile '{selection.Key}' has no id_token.", "Sign in again with the scope openid, at a provider that issues them.");
        }

        TimeSpan validity = minimumValidity ?? TokenService.DefaultMinimumValidity;
        return Valid(credential, validity)
            ?? Valid(await _tokens.RenewAsync(selection, cancellationToken).ConfigureAwait(false), validity)
            ?? throw Missing(
                selection.Key,
                $"The id_token of '{selection.Key}' has run out, and the refresh brought none that is valid for {validity.TotalSeconds:0} seconds.",
                $"Sign in again: Connect-PrxAuth -Provider {selection.Key.Provider} -Profile {selection.Key.Profile}");
    }

    private IdentityToken? Valid(Credential credential, TimeSpan validity)
    {
        Secret token = credential.Tokens.IdToken!;
        DateTimeOffset? expiry = JwtTimes.ExpiryOf(token);
        return expiry is null || expiry - _time.GetUtcNow() >= validity ? new IdentityToken(token, expiry) : null;
    }

    private static PrxAuthException Missing(ProfileKey key, string message, string recommendation) =>
        new(PrxAuthError.IdTokenMissing, message, recommendation) { Target = key.ToString() };
}
