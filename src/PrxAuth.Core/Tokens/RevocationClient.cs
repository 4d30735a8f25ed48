using System.Text.Json;
using Duende.IdentityModel;
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
internal sealed class RevocationClient(ProviderHttp http, MetadataClient metadata, ClientAuthenticator clients, TimeProvider time)
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

        if (resolved.Revocation == RevocationStyle.GitHubCredentials)
        {
            return await SendAsync(
                resolved, credential, GitHubRequest(resolved.RevocationEndpoint, credential.Tokens), proof: null, cancellationToken).ConfigureAwait(false);
        }

        RevocationResult result = await RevokeOneAsync(resolved, credential, FirstToken(credential.Tokens), cancellationToken).ConfigureAwait(false);
        if (result.Outcome == RevocationOutcome.Revoked && credential.Tokens.RefreshToken is not null)
        {
            // RFC 7009 section 2.1 only recommends that the access token ends with its grant, so it is named too. A server that
            // cannot revoke it says so, and it runs out by itself.
            await RevokeOneAsync(resolved, credential, (credential.Tokens.AccessToken, "access_token"), cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    // The refresh token ends the grant; without one there is only the access token.
    private static (Secret Token, string Hint) FirstToken(TokenSet tokens) => tokens.RefreshToken is { } refreshToken
        ? (refreshToken, "refresh_token")
        : (tokens.AccessToken, "access_token");

    private async Task<RevocationResult> RevokeOneAsync(
        ProviderDefinition provider, Credential credential, (Secret Token, string Hint) what, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] members = [new("token", what.Token.Reveal()), new("token_type_hint", what.Hint)];
        string? clientId = credential.ClientId ?? provider.ClientId;
        bool isFederated = credential.Flow == SignInFlow.Federated && provider.Assertion?.Use == AssertionUse.Client;
        ClientProof proof = await clients.ProveAsync(provider with { ClientId = clientId }, isFederated, cancellationToken).ConfigureAwait(false);
        HttpRequestMessage request = provider.Revocation == RevocationStyle.Rfc7009Json
            ? JsonRequest(provider, clientId!, members)
            : ClientRequest.Form(provider, provider.RevocationEndpoint!, clientId, proof, members);
        return await SendAsync(provider, credential, request, proof, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RevocationResult> SendAsync(
        ProviderDefinition provider, Credential credential, HttpRequestMessage request, ClientProof? proof, CancellationToken cancellationToken)
    {
        using HttpRequestMessage sent = request;
        ProviderReply reply = await http.SendAsync(sent, provider.Name, cancellationToken).ConfigureAwait(false);
        // A token that the server does not know any more is as dead as one that it revoked (RFC 7009 section 2.2).
        if (reply.IsSuccessStatus || OAuthReply.Parse(reply)?.Error == "invalid_token")
        {
            return new RevocationResult(RevocationOutcome.Revoked, null);
        }

        return new RevocationResult(RevocationOutcome.Failed, ProviderFailure.From(
            provider, reply, credential.Tokens.RefreshToken, credential.Tokens.AccessToken, proof?.Secret, proof?.Assertion).Message);
    }

    private static HttpRequestMessage JsonRequest(ProviderDefinition provider, string clientId, KeyValuePair<string, string>[] members) =>
        new(HttpMethod.Post, provider.RevocationEndpoint)
        {
            Content = JsonBody.Of([.. members, new(OidcConstants.TokenRequest.ClientId, clientId)]),
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
}
