using Duende.IdentityModel.Client;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Tokens;

/// <summary>Form requests in which the client says who it is (RFC 6749 section 2.3.1): by its id, and by its secret where it has one.</summary>
internal static class ClientRequest
{
    public static ProtocolRequest Form(
        ProviderDefinition provider, Uri endpoint, string clientId, Secret? secret, IEnumerable<KeyValuePair<string, string>> members)
    {
        var request = new ProtocolRequest
        {
            Address = endpoint.AbsoluteUri,
            Method = HttpMethod.Post,
            ClientId = clientId,
            ClientSecret = secret?.Reveal(),
            ClientCredentialStyle = secret is not null && provider.ClientAuthentication == ClientAuthentication.Basic
                ? ClientCredentialStyle.AuthorizationHeader
                : ClientCredentialStyle.PostBody,
            Parameters = [.. members],
        };
        request.Prepare();
        return request;
    }
}
