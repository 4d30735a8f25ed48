using System.Text.Json;
using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>What became of a profile's tokens at the provider.</summary>
public enum RevocationOutcome
{
    /// <summary>The provider says that the tokens are dead.</summary>
    Revoked,
    /// <summary>The provider cannot, or the tokens are not ours to revoke.</summary>
    NotSupported,
    /// <summary>It did not work; the tokens may live on until they run out.</summary>
    Failed,
    /// <summary>The user asked for no revocation.</summary>
    Skipped,
}

/// <summary>The outcome and the reason for it.</summary>
/// <param name="Outcome">What became of the tokens.</param>
/// <param name="Reason">Why; null when they are revoked.</param>
public sealed record RevocationResult(RevocationOutcome Outcome, string? Reason);

/// <summary>Revokes tokens at the provider, best effort and bounded.</summary>
internal sealed class RevocationClient(ProviderHttp http, MetadataClient metadata, Func<string, string?> environment, TimeProvider time)
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(10);

    public async Task<RevocationResult> RevokeAsync(ProviderDefinition provider, Credential credential, CancellationToken cancellationToken)
    {
        if (credential.Flow == SignInFlow.GivenToken)
        {
            return new RevocationResult(RevocationOutcome.NotSupported, "The token was given to PrxAuth and may be in use elsewhere; revoke it where it was made.");
        }

        if (provider.Revocation == RevocationStyle.None)
        {
            return new RevocationResult(RevocationOutcome.NotSupported, "The provider offers no revocation to such clients.");
        }

        using var bound = new CancellationTokenSource(s_bound, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
        try
        {
            return await RequestAsync(provider, credential, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RevocationResult(RevocationOutcome.Failed, $"The provider did not answer within {s_bound.TotalSeconds:0} seconds.");
        }
        catch (PrxAuthException e)
        {
            return new RevocationResult(RevocationOutcome.Failed, e.Message);
        }
    }

    private async Task<RevocationResult> RequestAsync(ProviderDefinition provider, Credential credential, CancellationToken cancellationToken)
    {
        ProviderDefinition resolved = (await metadata.ResolveAsync(provider, cancellationToken).ConfigureAwait(false)).Definition;
        if (resolved.RevocationEndpoint is null)
        {
            return new RevocationResult(RevocationOutcome.NotSupported, "The provider publishes no revocation endpoint.");
        }

        using HttpRequestMessage request = resolved.Revocation switch
        {
            RevocationStyle.GitHubCredentials => GitHubRequest(resolved.RevocationEndpoint, credential.Tokens),
            RevocationStyle.Rfc7009Json => JsonRequest(resolved, credential),
            _ => FormRequest(resolved, credential),
        };
        ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
        if (reply.IsSuccessStatus)
        {
            return new RevocationResult(RevocationOutcome.Revoked, null);
        }

        // A token that the server does not know any more is as dead as one that it revoked (RFC 7009 section 2.2).
        if (OAuthReply.Parse(reply) is { } answer && answer.Error == "invalid_token")
        {
            return new RevocationResult(RevocationOutcome.Revoked, null);
        }

        return new RevocationResult(RevocationOutcome.Failed, ProviderFailure.From(
            provider, reply, credential.Tokens.RefreshToken, credential.Tokens.AccessToken, ClientSecrets.Find(provider, environment)).Message);
    }

    private ProtocolRequest FormRequest(ProviderDefinition provider, Credential credential)
    {
        Secret? secret = ClientSecrets.Find(provider, environment);
        var request = new ProtocolRequest
        {
            Address = provider.RevocationEndpoint!.AbsoluteUri,
            Method = HttpMethod.Post,
            ClientId = credential.ClientId ?? provider.ClientId!,
            ClientSecret = secret?.Reveal(),
            ClientCredentialStyle = secret is not null && provider.ClientAuthentication == ClientAuthentication.Basic
                ? ClientCredentialStyle.AuthorizationHeader
                : ClientCredentialStyle.PostBody,
            Parameters = [.. TokenMembers(credential.Tokens)],
        };
        request.Prepare();
        return request;
    }

    private static HttpRequestMessage JsonRequest(ProviderDefinition provider, Credential credential) =>
        new(HttpMethod.Post, provider.RevocationEndpoint)
        {
            Content = JsonBody.Of([.. TokenMembers(credential.Tokens), new(OidcConstants.TokenRequest.ClientId, credential.ClientId ?? provider.ClientId!)]),
        };

    private static HttpRequestMessage GitHubRequest(Uri endpoint, TokenSet tokens) => new(HttpMethod.Post, endpoint)
    {
        Content = JsonBody.Of((Utf8JsonWriter json) =>
        {
            json.WriteStartArray("credentials");
            json.WriteStringValue(tokens.AccessToken.Reveal());
            if (tokens.RefreshToken is { } refreshToken)
            {
                json.WriteStringValue(refreshToken.Reveal());
            }

            json.WriteEndArray();
        }),
    };

    // Revoking the refresh token ends the grant and, at servers that can, its access tokens (RFC 7009 section 2.1).
    private static IEnumerable<KeyValuePair<string, string>> TokenMembers(TokenSet tokens) => tokens.RefreshToken is { } refreshToken
        ? [new("token", refreshToken.Reveal()), new("token_type_hint", "refresh_token")]
        : [new("token", tokens.AccessToken.Reveal()), new("token_type_hint", "access_token")];
}
