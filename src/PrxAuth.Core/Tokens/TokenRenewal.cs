using System.Text.Json;
using Duende.IdentityModel;
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
    TokenEndpoint endpoint, MetadataClient metadata, ServiceTokenClient exchange, Func<string, string?> environment, TimeProvider time)
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
            return provider.Exchange == ServiceExchange.None || credential.Flow == SignInFlow.ClientCredentials
                ? await RenewGrantAsync(provider, credential, section).ConfigureAwait(false)
                : await RenewServiceTokenAsync(provider, credential, section).ConfigureAwait(false);
        }
        catch (PrxAuthException e) when (e.Error == PrxAuthError.LoginRequired)
        {
            return await AdoptOrMarkAsync(credential, section, e).ConfigureAwait(false);
        }
    }

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
        bool mayRefresh = credential.Tokens.RefreshToken is not null;
        if (!mayRefresh && credential.Flow != SignInFlow.ClientCredentials)
        {
            return credential.TimeLeft(time.GetUtcNow()) <= TimeSpan.Zero
                ? throw LoginRequired(credential, "its token has run out and the provider issued no refresh token.")
                : credential;
        }

        // The tokens belong to the client they were issued to, whatever the config says by now (RFC 6749 section 6).
        ProviderDefinition resolved = (await metadata.ResolveAsync(provider, CancellationToken.None).ConfigureAwait(false)).Definition;
        resolved = resolved with { ClientId = credential.ClientId ?? resolved.ClientId };
        ClientSecrets.Demand(resolved, environment, secretRequired: credential.Flow == SignInFlow.ClientCredentials);
        (Credential current, TokenSet renewed) = mayRefresh
            ? await _refresh.RedeemAsync(resolved, credential, section).ConfigureAwait(false)
            : (credential, await RequestClientTokenAsync(resolved, credential).ConfigureAwait(false));
        await CheckAccountAsync(resolved, current, renewed, section).ConfigureAwait(false);
        return await section.WriteAsync(current with
        {
            Tokens = renewed with
            {
                RefreshToken = renewed.RefreshToken ?? current.Tokens.RefreshToken,
                RefreshTokenExpiresAt = renewed.RefreshToken is null ? current.Tokens.RefreshTokenExpiresAt : renewed.RefreshTokenExpiresAt,
                IdToken = renewed.IdToken ?? current.Tokens.IdToken,
                ApiEndpoint = renewed.ApiEndpoint ?? current.Tokens.ApiEndpoint,
            },
            RenewalSentAt = null,
            RenewalReplyLost = false,
            UpdatedAt = time.GetUtcNow(),
        }).ConfigureAwait(false);
    }

    private async Task<TokenSet> RequestClientTokenAsync(ProviderDefinition provider, Credential credential)
    {
        Grant grant = new Grant(OidcConstants.GrantTypes.ClientCredentials)
            .Add(OidcConstants.TokenRequest.Scope, string.Join(' ', credential.Tokens.Scopes));
        return await endpoint.RedeemAsync(provider, grant, credential.Tokens.Scopes, CancellationToken.None).ConfigureAwait(false);
    }

    // The id_token came straight from the token endpoint over TLS (OpenID Connect Core sections 3.1.3.7 (6) and 12.2). Fetching keys for it
    // now would leave the rotated refresh token in memory alone for as long as that takes.
    private async Task CheckAccountAsync(ProviderDefinition provider, Credential credential, TokenSet renewed, ICredentialSection section)
    {
        if (provider.OpenIdConnect && renewed.IdToken is { } idToken && IsOfAnotherLogin(provider, credential, idToken))
        {
            await MarkAsync(credential, section, "the provider renewed it as another account.").ConfigureAwait(false);
            throw new PrxAuthException(
                PrxAuthError.AccountChanged,
                $"Provider '{provider.Name}' answered the refresh of '{credential.Key}' with another account's tokens; they were not kept.",
                $"Sign in again: Connect-PrxAuth -Provider {credential.Key.Provider} -Profile {credential.Key.Profile}")
            { Target = credential.Key.ToString() };
        }
    }

    private static bool IsOfAnotherLogin(ProviderDefinition provider, Credential credential, Secret idToken)
    {
        if (!IdTokenValidator.TryReadClaims(idToken, out JsonElement claims) || claims.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        return (credential.Subject is not null && AccountReader.From(provider, claims).Subject is { } subject && subject != credential.Subject)
            || (credential.Tokens.IdToken is { } first && IdTokenValidator.TryReadClaims(first, out JsonElement before)
                && before.ValueKind == JsonValueKind.Object
                && !IdTokenValidator.IsOfSameLogin(before, claims));
    }

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
