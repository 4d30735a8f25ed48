using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Flows;

/// <summary>Hands an authorization request to the server itself, so that the browser carries a reference alone (RFC 9126).</summary>
internal sealed class PushedAuthorization(ProviderHttp http, ClientAuthenticator clients)
{
    /// <summary>Whether the request must go this way: wherever the server takes it, unless the user wants it plain and the server does not
    /// demand it.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.MetadataInvalid"/>: the server demands it and does not say where.</exception>
    public static bool IsDue(ResolvedProvider provider)
    {
        bool isTaken = provider.Definition.PushedAuthorizationRequestEndpoint is not null;
        return provider.PushRequired && !isTaken
            ? throw new PrxAuthException(
                PrxAuthError.MetadataInvalid,
                $"Provider '{provider.Definition.Name}' demands pushed authorization requests, and its metadata does not say where to push them (RFC 9126 section 5).",
                $"Set {Configuration.ConfigurationKeys.PushedAuthorizationRequestEndpoint} under [providers.{provider.Definition.Name}] in the config file.")
            { Target = provider.Definition.Name }
            : isTaken && (provider.PushRequired || provider.Definition.PushesAuthorizationRequests);
    }

    /// <summary>Pushes a request and gives the address that stands for it. What fails here is not tried the plain way: somebody who can
    /// break the push would then see the request.</summary>
    /// <exception cref="PrxAuthException">The server refused it, failed or was not reached.</exception>
    public async Task<Uri> PushAsync(ProviderDefinition provider, Uri authorizationEndpoint, Parameters parameters, CancellationToken cancellationToken)
    {
        Uri endpoint = provider.PushedAuthorizationRequestEndpoint!;
        try
        {
            ClientProof proof = await clients.ProveAsync(provider, isFederated: false, cancellationToken).ConfigureAwait(false);
            using ProtocolRequest request = ClientRequest.Form(
                provider, endpoint, provider.ClientId, proof, parameters.Where(one => one.Key != OidcConstants.AuthorizeRequest.ClientId));
            ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
            if (OAuthReply.Parse(reply) is not { Error: null } answer || !reply.IsSuccessStatus || answer.Token("request_uri") is not { } reference)
            {
                throw ProviderFailure.From(provider, reply, proof.Secret, proof.Assertion);
            }

            return new Uri(new RequestUrl(authorizationEndpoint.AbsoluteUri).Create(new Parameters
            {
                { OidcConstants.AuthorizeRequest.ClientId, provider.ClientId! },
                { OidcConstants.AuthorizeRequest.RequestUri, reference },
            }));
        }
        catch (PrxAuthException e) when (e.Error is not (PrxAuthError.ClientKeyInvalid or PrxAuthError.ProviderIncomplete))
        {
            throw new PrxAuthException(
                e.Error, $"The authorization request could not be pushed to {endpoint.Authority} (RFC 9126): {e.Message}", e.Recommendation, e)
            { Target = e.Target, RetryAfter = e.RetryAfter };
        }
    }
}
