using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;

namespace PrxAuth.Core.Tokens;

/// <summary>
/// Renews one credential inside its exclusive section, by whatever its provider offers: a refresh token, client credentials, or the
/// exchange that mints service tokens. What arrives is on disk before anybody uses it.
/// </summary>
internal sealed class TokenRenewal(
    TokenEndpoint endpoint, MetadataClient metadata, ServiceTokenClient exchange, UnattendedGrants unattended, Func<string, string?> environment,
    TimeProvider time)
{
    private readonly RefreshRedemption _refresh = new(endpoint, time);

    /// <summary>The renewed credential, stored; or the same one where there is nothing to renew.</summary>
    /// <exception cref="PrxAuthException">The renewal failed; where only a sign-in helps, the profile says so from now on.</exception>
    public async Task<Credential> RenewAsync(ProviderDefinition provider, Credential credential, ICredentialSection section)
    {
        if (credential.NeedsLogin)
        {
            throw LoginRequired(credential, credential.LoginRequiredReason!);
        }

        try
        {
            return provider.Exchange == ServiceExchange.None || credential.Flow.IsUnattended()
                ? await RenewGrantAsync(provider, credential, section).ConfigureAwait(false)
                : await RenewServiceTokenAsync(provider, credential, section).ConfigureAwait(false);
        }
        catch (PrxAuthException e) when (e.Error == PrxAuthError.LoginRequired)
        {
            return await AdoptOrMarkAsync(credential, section, e).ConfigureAwait(false);
        }
    }

    /// <summary>Whether there is a way to a new token without a person.</summary>
    public static bool IsPossible(ProviderDefinition provider, Credential credential) =>
        credential.Tokens.RefreshToken is not null || provider.Exchange != ServiceExchange.None || credential.Flow.IsUnattended();

    /// <summary>The failure of a profile that only a new sign-in brings back.</summary>
    public static PrxAuthException LoginRequired(Credential credential, string reason) => new(
        PrxAuthError.LoginRequired,
        $"Profile '{credential.Key}' needs a new sign-in: {reason}",
        $"Sign in again: Connect-PrxAuth -Provider {credential.Key.Provider} -Profile {credential.Key.Profile}")
    { Target = credential.Key.ToString() };

    private async Task<Credential> RenewServiceTokenAsync(ProviderDefinition provider, Credential credential, ICredentialSection section)
    {
        bool mayRefresh = credential.Tokens.RefreshToken is not null;
        if (!mayRefresh || AccessTokenIsUsable(credential))
        {
            try
            {
                return await MintAsync(provider, credential, section).ConfigureAwait(false);
            }
            catch (PrxAuthException e) when (e.Error == PrxAuthError.LoginRequired && mayRefresh)
            {
                // The access token is dead before its time; its refresh token may not be.
            }
        }

        Credential refreshed = await RenewGrantAsync(provider, credential, section).ConfigureAwait(false);
        try
        {
            return await MintAsync(provider, refreshed, section).ConfigureAwait(false);
        }
        catch (PrxAuthException e) when (e.Error == PrxAuthError.LoginRequired)
        {
            // The newer generation in the store is our own; nobody else's can be adopted.
            await MarkAsync(refreshed, section, e.Message).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Credential> MintAsync(ProviderDefinition provider, Credential credential, ICredentialSection section)
    {
        ServiceToken service = await exchange.MintAsync(provider, credential.Tokens.AccessToken, CancellationToken.None).ConfigureAwait(false);
        return await section.WriteAsync(credential with { Service = service, UpdatedAt = time.GetUtcNow() }).ConfigureAwait(false);
    }

    private bool AccessTokenIsUsable(Credential credential) =>
        credential.Tokens.ExpiresAt is not { } expiry || expiry - time.GetUtcNow() > TimeSpan.FromMinutes(1);

    private async Task<Credential> RenewGrantAsync(ProviderDefinition provider, Credential credential, ICredentialSection section)
    {
        // A workload proves anew that it is one: whoever got hold of a refresh token would need no proof.
        bool mayRefresh = credential.Tokens.RefreshToken is not null && credential.Flow != SignInFlow.Federated;
        if (!mayRefresh && !credential.Flow.IsUnattended())
        {
            return credential.TimeLeft(time.GetUtcNow()) <= TimeSpan.Zero
                ? throw LoginRequired(credential, "its token has run out and the provider issued no refresh token.")
                : credential;
        }

        // The tokens belong to the client they were issued to, whatever the config says by now (RFC 6749 section 6).
        ProviderDefinition resolved = (await metadata.ResolveAsync(provider, CancellationToken.None).ConfigureAwait(false)).Definition;
        resolved = resolved with { ClientId = credential.ClientId ?? resolved.ClientId };
        ClientSecrets.Demand(resolved, environment, credential.Flow);
        (Credential current, TokenSet renewed) = mayRefresh
            ? await _refresh.RedeemAsync(resolved, credential, section).ConfigureAwait(false)
            : (credential, await unattended.RequestAsync(
                resolved, credential.Flow, credential.Tokens.Scopes, credential.DpopKey, CancellationToken.None).ConfigureAwait(false));
        renewed = renewed with
        {
            RefreshToken = renewed.RefreshToken ?? current.Tokens.RefreshToken,
            RefreshTokenExpiresAt = renewed.RefreshToken is null ? current.Tokens.RefreshTokenExpiresAt : renewed.RefreshTokenExpiresAt,
            ApiEndpoint = renewed.ApiEndpoint ?? current.Tokens.ApiEndpoint,
        };
        await CheckIdentityAsync(resolved, current, renewed, section).ConfigureAwait(false);
        return await WriteAsync(current, renewed with { IdToken = renewed.IdToken ?? current.Tokens.IdToken }, section).ConfigureAwait(false);
    }

    private async Task CheckIdentityAsync(ProviderDefinition provider, Credential credential, TokenSet renewed, ICredentialSection section)
    {
        if (RenewedIdentity.IsAnotherAccount(provider, credential, renewed))
        {
            await MarkAsync(credential, section, "the provider renewed it as another account.").ConfigureAwait(false);
            throw new PrxAuthException(
                PrxAuthError.AccountChanged,
                $"Provider '{provider.Name}' answered the refresh of '{credential.Key}' with another account's tokens; they were not kept.",
                $"Sign in again: Connect-PrxAuth -Provider {credential.Key.Provider} -Profile {credential.Key.Profile}")
            { Target = credential.Key.ToString() };
        }

        if (RenewedIdentity.FlawOf(provider, credential, renewed) is { } flaw)
        {
            // The account is the same, so the login is not to be lost: the refresh token that came replaces the one that is spent by now.
            // The access token came in an answer that is not to be trusted and is left aside; the next refresh has a chance to be right.
            TokenSet kept = credential.Tokens with { RefreshToken = renewed.RefreshToken, RefreshTokenExpiresAt = renewed.RefreshTokenExpiresAt };
            await WriteAsync(credential, kept, section).ConfigureAwait(false);
            throw new PrxAuthException(
                PrxAuthError.IdTokenInvalid,
                $"The id_token that provider '{provider.Name}' sent with the refresh of '{credential.Key}' was refused: {flaw}. The login is kept, the new access token is not.",
                "Try again; if it stays so, report it to the provider, or sign in again.")
            { Target = credential.Key.ToString() };
        }
    }

    private async Task<Credential> WriteAsync(Credential credential, TokenSet tokens, ICredentialSection section) =>
        await section.WriteAsync(credential with
        {
            Tokens = tokens,
            RenewalSentAt = null,
            RenewalReplyLost = false,
            UpdatedAt = time.GetUtcNow(),
        }).ConfigureAwait(false);

    // Somebody outside the section (a restored backup, a store without locks) may have renewed already: what is new wins.
    private async Task<Credential> AdoptOrMarkAsync(Credential credential, ICredentialSection section, PrxAuthException failure)
    {
        Credential? stored = await section.ReadAsync().ConfigureAwait(false);
        if (stored is { NeedsLogin: false } && !stored.UsableToken.Equals(credential.UsableToken)
            && stored.IsValidFor(TimeSpan.Zero, time.GetUtcNow()))
        {
            return stored;
        }

        await MarkAsync(stored ?? credential, section, failure.Message).ConfigureAwait(false);
        throw LoginRequired(credential, failure.Message);
    }

    private async Task MarkAsync(Credential credential, ICredentialSection section, string reason) =>
        await section.WriteAsync(credential with
        {
            LoginRequiredReason = reason,
            RenewalSentAt = null,
            RenewalReplyLost = false,
            UpdatedAt = time.GetUtcNow(),
        }).ConfigureAwait(false);
}
