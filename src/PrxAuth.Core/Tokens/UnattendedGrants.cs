using Duende.IdentityModel;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Tokens;

/// <summary>Asks for tokens without a person: as the client itself, or by turning a workload's assertion into tokens in the way that the
/// provider has for it.</summary>
internal sealed class UnattendedGrants(TokenEndpoint endpoint, AssertionSource assertions)
{
    /// <summary>The types of tokens that an exchange takes and gives (RFC 8693 section 3).</summary>
    public const string Jwt = "urn:ietf:params:oauth:token-type:jwt";
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>Asks for tokens by a flow that needs no person.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.AssertionMissing"/>, or the provider refused, failed or was not reached.</exception>
    public async Task<TokenSet> RequestAsync(
        ProviderDefinition provider, SignInFlow flow, IReadOnlyList<string> scopes, Secret? dpopKey, CancellationToken cancellationToken)
    {
        Grant grant = flow == SignInFlow.Federated
            ? await FederatedAsync(provider, cancellationToken).ConfigureAwait(false)
            : new Grant(OidcConstants.GrantTypes.ClientCredentials);
        grant.Add(OidcConstants.TokenRequest.Scope, string.Join(' ', scopes)).BoundTo(dpopKey);
        return await endpoint.RedeemAsync(provider, grant, scopes, cancellationToken).ConfigureAwait(false);
    }

    // The assertion is read for each grant afresh.
    private async ValueTask<Grant> FederatedAsync(ProviderDefinition provider, CancellationToken cancellationToken) =>
        AssertionSource.Demand(provider).Use switch
        {
            AssertionUse.Client => new Grant(OidcConstants.GrantTypes.ClientCredentials) { IsFederatedClient = true },
            AssertionUse.JwtBearer => new Grant(JwtBearer).Add("assertion", await assertions.ReadAsync(provider, cancellationToken).ConfigureAwait(false)),
            _ => new Grant(OidcConstants.GrantTypes.TokenExchange)
                .Add("subject_token", await assertions.ReadAsync(provider, cancellationToken).ConfigureAwait(false))
                .Add("subject_token_type", Jwt)
                .Add("requested_token_type", AccessToken),
        };
}
