using Duende.IdentityModel;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Tokens;

/// <summary>Turns a workload's assertion into tokens, in the way that the provider has for it.</summary>
internal sealed class FederatedExchange(TokenEndpoint endpoint, AssertionSource assertions)
{
    /// <summary>The types of tokens that an exchange takes and gives (RFC 8693 section 3).</summary>
    public const string Jwt = "urn:ietf:params:oauth:token-type:jwt";
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>Exchanges a fresh assertion.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.AssertionMissing"/>, or the provider refused, failed or was not reached.</exception>
    public async Task<TokenSet> RequestAsync(
        ProviderDefinition provider, IReadOnlyList<string> scopes, Secret? dpopKey, CancellationToken cancellationToken)
    {
        Grant grant = AssertionSource.Demand(provider).Use switch
        {
            AssertionUse.Client => new Grant(OidcConstants.GrantTypes.ClientCredentials) { IsFederatedClient = true },
            AssertionUse.JwtBearer => new Grant(JwtBearer).Add("assertion", await assertions.ReadAsync(provider, cancellationToken).ConfigureAwait(false)),
            _ => new Grant(OidcConstants.GrantTypes.TokenExchange)
                .Add("subject_token", await assertions.ReadAsync(provider, cancellationToken).ConfigureAwait(false))
                .Add("subject_token_type", Jwt)
                .Add("requested_token_type", AccessToken),
        };
        return await endpoint.RedeemAsync(
            provider, grant.Add(OidcConstants.TokenRequest.Scope, string.Join(' ', scopes)).BoundTo(dpopKey), scopes, cancellationToken).ConfigureAwait(false);
    }
}
