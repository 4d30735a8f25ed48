using System.Buffers.Text;
using System.Security.Cryptography;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Tokens;

/// <summary>What a client proves itself with in one request: a secret, an assertion, or nothing where it is public.</summary>
internal sealed record ClientProof(Secret? Secret, Secret? Assertion)
{
    /// <summary>Of a client that says who it is and proves nothing.</summary>
    public static ClientProof None { get; } = new(null, null);

    /// <summary>The members that carry an assertion (RFC 7523 section 2.2).</summary>
    public IEnumerable<KeyValuePair<string, string>> Members => Assertion is null
        ? []
        : [new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), new("client_assertion", Assertion.Reveal())];
}

/// <summary>Proves who the client is, afresh for each request: by its secret, by an assertion that it signs (<c>private_key_jwt</c>), or by
/// one that its platform gives it.</summary>
internal sealed class ClientAuthenticator(AssertionSource assertions, Func<string, string?> environment, TimeProvider time)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(60);

    /// <summary>The proof for one request.</summary>
    /// <param name="provider">The provider, resolved.</param>
    /// <param name="isFederated">Whether the client is a workload that its platform vouches for.</param>
    /// <param name="cancellationToken">Ends the wait for the platform.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ClientKeyInvalid"/> or <see cref="PrxAuthError.AssertionMissing"/>.</exception>
    public async ValueTask<ClientProof> ProveAsync(ProviderDefinition provider, bool isFederated, CancellationToken cancellationToken)
    {
        if (isFederated)
        {
            return new ClientProof(null, await assertions.ReadAsync(provider, cancellationToken).ConfigureAwait(false));
        }

        return provider.ClientAuthentication == ClientAuthentication.PrivateKeyJwt
            ? new ClientProof(null, Sign(provider))
            : new ClientProof(ClientSecrets.Find(provider, environment), null);
    }

    // OpenID Connect Core section 9. The audience is the issuer alone: an endpoint's address may be one that another server made this
    // client believe in, and that one could use the assertion at the real server. Only where no issuer is known the endpoint stands for it.
    private Secret Sign(ProviderDefinition provider)
    {
        using ClientKey key = ClientKey.Read(provider, environment);
        DateTimeOffset now = time.GetUtcNow();
        return new Secret(CompactJws.Write(
            header =>
            {
                header.WriteString("alg", key.Algorithm);
                // A type of its own, so that it cannot pass for an id_token or an access token (RFC 8725 section 3.11).
                header.WriteString("typ", "client-authentication+jwt");
                if (key.Id is not null)
                {
                    header.WriteString("kid", key.Id);
                }
            },
            claims =>
            {
                claims.WriteString("iss", provider.ClientId);
                claims.WriteString("sub", provider.ClientId);
                claims.WriteString("aud", provider.Issuer ?? provider.TokenEndpoint!.AbsoluteUri);
                claims.WriteString("jti", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)));
                claims.WriteNumber("iat", now.ToUnixTimeSeconds());
                claims.WriteNumber("exp", (now + s_lifetime).ToUnixTimeSeconds());
            },
            key.Sign));
    }
}
