using System.Net;
using Duende.IdentityModel;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>
/// Spends a refresh token (RFC 6749 section 6) so that no answer is lost unnoticed. The store is written before the request: if it cannot
/// be written nothing is spent, and if this process dies before the answer is kept, the next one knows. An answer that was lost on its way
/// is asked for once more at once, while the grace lasts that some providers give; after that only the provider's word ends the login.
/// </summary>
internal sealed class RefreshRedemption(TokenEndpoint endpoint, TimeProvider time)
{
    /// <summary>Redeems the refresh token of a credential inside its section.</summary>
    /// <returns>The credential as it is noted in the store by now, and its new tokens, which are not stored yet.</returns>
    /// <exception cref="PrxAuthException">The provider refused, failed or was not reached; <see cref="PrxAuthError.LoginRequired"/> where it
    /// says that the grant is over.</exception>
    public async Task<(Credential Noted, TokenSet Tokens)> RedeemAsync(
        ProviderDefinition provider, Credential credential, ICredentialSection section)
    {
        bool isInDoubt = credential.RenewalSentAt is not null;
        section.ReserveRoom();
        Credential noted = isInDoubt ? credential : await section.WriteAsync(credential with { RenewalSentAt = time.GetUtcNow() }).ConfigureAwait(false);
        Grant grant = new Grant(OidcConstants.GrantTypes.RefreshToken)
            .Add(OidcConstants.TokenRequest.RefreshToken, credential.Tokens.RefreshToken)
            .Add(OidcConstants.TokenRequest.RedirectUri, provider.RedirectUriInRefresh ? credential.RedirectUri?.OriginalString : null)
            .Add(OidcConstants.TokenRequest.Scope, provider.ScopeInRefreshRequest ? string.Join(' ', credential.Tokens.Scopes) : null)
            .BoundTo(credential.DpopKey);
        DateTimeOffset askedAt = time.GetUtcNow();
        ProviderReply reply;
        try
        {
            // Not cancellable: once the request is out, the refresh token may be spent and the answer is all there is.
            reply = await endpoint.SendAsync(provider, grant, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PrxAuthException e) when (e.MayHaveArrived)
        {
            isInDoubt = true;
            noted = await NoteLossAsync(noted, section).ConfigureAwait(false);
            askedAt = time.GetUtcNow();
            reply = await SendAgainAsync(provider, grant, noted).ConfigureAwait(false);
        }
        catch (PrxAuthException) when (!isInDoubt)
        {
            await ForgetAsync(noted, section).ConfigureAwait(false);
            throw;
        }

        try
        {
            if (TokenEndpoint.Read(provider, reply, noted.Tokens.Scopes, askedAt, grant) is { } tokens)
            {
                return (noted, tokens);
            }
        }
        catch (PrxAuthException)
        {
            // Tokens came, and they are of no use to us.
            await NoteLossAsync(noted, section).ConfigureAwait(false);
            throw;
        }

        throw await RefusedAsync(provider, noted, isInDoubt, reply, ProviderFailure.From(provider, reply, grant.Secrets), section).ConfigureAwait(false);
    }

    private async Task<ProviderReply> SendAgainAsync(ProviderDefinition provider, Grant grant, Credential noted)
    {
        try
        {
            return await endpoint.SendAsync(provider, grant, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PrxAuthException e)
        {
            throw RenewalDoubt.StillOpen(noted, e);
        }
    }

    private static async Task<PrxAuthException> RefusedAsync(
        ProviderDefinition provider, Credential noted, bool isInDoubt, ProviderReply reply, PrxAuthException failure, ICredentialSection section)
    {
        if (EndsTheGrant(reply, failure) || EndsTheGrantByStatus(provider, reply, failure))
        {
            string reason = isInDoubt ? RenewalDoubt.Settled(noted, failure) : failure.Message;
            return new PrxAuthException(PrxAuthError.LoginRequired, reason, failure.Recommendation, failure);
        }

        if (SaysNothingOfTheGrant(reply))
        {
            return RenewalDoubt.StillOpen(await NoteLossAsync(noted, section).ConfigureAwait(false), failure);
        }

        if (!isInDoubt)
        {
            await ForgetAsync(noted, section).ConfigureAwait(false);
        }

        return failure;
    }

    // Only these say that the grant itself is over. Any other refusal is about the request, the client or the day, and costs no login.
    private static bool EndsTheGrant(ProviderReply reply, PrxAuthException failure) =>
        failure.Error is PrxAuthError.AuthorizationFailed or PrxAuthError.AccessDenied
        && OAuthReply.Parse(reply)?.Error is "invalid_grant" or "access_denied" or "interaction_required" or "login_required" or "consent_required";

    // Some have no code for it. What a network puts in between is no word of theirs.
    private static bool EndsTheGrantByStatus(ProviderDefinition provider, ProviderReply reply, PrxAuthException failure) =>
        provider.LoginRequiredStatuses.Contains((int)reply.Status) && reply.MediaType != "text/html"
        && failure.Error is PrxAuthError.AuthorizationFailed or PrxAuthError.ProviderResponseInvalid;

    // A gateway that gave up, a server that fell over in the middle, a success without a token: the grant may have been used all the same.
    private static bool SaysNothingOfTheGrant(ProviderReply reply) =>
        reply.Status is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout
        || (reply.IsSuccessStatus && OAuthReply.Parse(reply)?.Error is null);

    private static async Task<Credential> NoteLossAsync(Credential noted, ICredentialSection section) =>
        noted.RenewalReplyLost ? noted : await section.WriteAsync(noted with { RenewalReplyLost = true }).ConfigureAwait(false);

    private static async Task ForgetAsync(Credential noted, ICredentialSection section) =>
        await section.WriteAsync(noted with { RenewalSentAt = null }).ConfigureAwait(false);
}
