using Duende.IdentityModel.Client;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Tokens;

/// <summary>Form requests in which the client says who it is (RFC 6749 section 2.3): by its id, and by what it has to prove it.</summary>
internal static class ClientRequest
{
    public static ProtocolRequest Form(
        ProviderDefinition provider, Uri endpoint, string? clientId, ClientProof proof, IEnumerable<KeyValuePair<string, string>> members)
    {
        var request = new ProtocolRequest
        {
            Address = endpoint.AbsoluteUri,
            Method = HttpMethod.Post,
            ClientId = clientId!,
            ClientSecret = proof.Secret?.Reveal(),
            ClientCredentialStyle = proof.Secret is not null && provider.ClientAuthentication == ClientAuthentication.Basic
                ? ClientCredentialStyle.AuthorizationHeader
                : ClientCredentialStyle.PostBody,
            Parameters = [.. members, .. proof.Members],
        };
        request.Prepare();
        return request;
    }
}
