using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Flows;

/// <summary>Gives back the tokens of a sign-in that is not kept, best effort and bounded: nobody here will use them, and nobody else should.</summary>
internal sealed class RefusedSignIn(ICredentialStore store, RevocationClient revocation)
{
    /// <summary>Revokes the tokens, unless that may cost a login that is kept.</summary>
    /// <param name="provider">The provider, resolved.</param>
    /// <param name="refused">What was obtained and is not kept.</param>
    /// <param name="interaction">Is told what became of the tokens.</param>
    /// <param name="cancellationToken">Ends the wait; the tokens may then live on.</param>
    public async Task GiveBackAsync(
        ProviderDefinition provider, Credential refused, ISignInInteraction interaction, CancellationToken cancellationToken)
    {
        if (await MayCostALoginAsync(refused, cancellationToken).ConfigureAwait(false))
        {
            interaction.Step("The tokens of the refused sign-in are not revoked: another profile may be of the same account, and could end with them.");
            return;
        }

        RevocationResult result = await revocation.RevokeAsync(provider, refused, cancellationToken).ConfigureAwait(false);
        interaction.Step(result.Outcome == RevocationOutcome.Revoked
            ? "The tokens of the refused sign-in are revoked."
            : $"The tokens of the refused sign-in live on until they run out: {result.Reason}");
    }

    // A server may end the whole grant of an account with one of its tokens (RFC 7009 section 2.1), and Google does.
    private async Task<bool> MayCostALoginAsync(Credential refused, CancellationToken cancellationToken)
    {
        await foreach (CredentialEntry entry in store.ListAsync(refused.Key.Provider, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Credential is not { } kept || kept.Subject is null || kept.Subject == refused.Subject)
            {
                return true;
            }
        }

        return false;
    }
}
