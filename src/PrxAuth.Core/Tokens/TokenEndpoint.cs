using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Duende.IdentityModel;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>Writes requests to a provider's token endpoint and reads the answers (RFC 6749 sections 3.2 and 5).</summary>
internal sealed class TokenEndpoint(ProviderHttp http, ClientAuthenticator clients, TimeProvider time)
{
    // The newest nonce of each server counts for all proofs until it gives another (RFC 9449 section 8.2).
    private readonly ConcurrentDictionary<Uri, string> _nonces = [];

    /// <summary>Asks for tokens and demands them.</summary>
    /// <param name="provider">The provider, with its endpoints resolved.</param>
    /// <param name="parameters">The grant; parameters without a value are left out (RFC 6749 section 3.2).</param>
    /// <param name="requestedScopes">What an answer without <c>scope</c> means (RFC 6749 section 5.1).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PrxAuthException">The provider refused, failed or could not be reached.</exception>
    public async Task<TokenSet> RedeemAsync(
        ProviderDefinition provider, Grant parameters, IReadOnlyList<string> requestedScopes, CancellationToken cancellationToken)
    {
        DateTimeOffset askedAt = time.GetUtcNow();
        ProviderReply reply = await SendAsync(provider, parameters, cancellationToken).ConfigureAwait(false);
        return Read(provider, reply, requestedScopes, askedAt, parameters)
            ?? throw ProviderFailure.From(provider, reply, parameters.Secrets);
    }

    /// <summary>Asks for tokens and gives the bare answer, for flows that read errors themselves. A server that wants its nonce in the
    /// proof has not looked at the grant yet, so the same grant goes out once more (RFC 9449 section 8).</summary>
    public async Task<ProviderReply> SendAsync(ProviderDefinition provider, Grant grant, CancellationToken cancellationToken)
    {
        Uri endpoint = provider.TokenEndpoint ?? throw Incomplete(provider, "token_endpoint");
        ProviderReply reply = await SendOnceAsync(provider, endpoint, grant, cancellationToken).ConfigureAwait(false);
        return grant.DpopKey is not null && DpopProof.DemandedNonce(reply) is not null
            ? await SendOnceAsync(provider, endpoint, grant, cancellationToken).ConfigureAwait(false)
            : reply;
    }

    /// <summary>Reads a token answer; null when it is not one: success is an access token and no error, never the status alone.</summary>
    /// <exception cref="PrxAuthException">The token type is not understood (RFC 6749 section 7.1, RFC 8693 section 2.2.1).</exception>
    public static TokenSet? Read(
        ProviderDefinition provider, ProviderReply http, IReadOnlyList<string> requestedScopes, DateTimeOffset askedAt, Grant grant)
    {
        if (OAuthReply.Parse(http) is not { } reply || reply.Error is not null || reply.Token("access_token") is not { } accessToken)
        {
            return null;
        }

        string type = reply.Text("token_type") ?? "Bearer";
        string expected = grant.DpopKey is null ? "Bearer" : DpopProof.TokenType;
        if (!string.Equals(type, expected, StringComparison.OrdinalIgnoreCase))
        {
            // RFC 9449 section 5: a Bearer token where a bound one was asked for is to be thrown away by who relies on the binding.
            throw new PrxAuthException(
                PrxAuthError.ProviderResponseInvalid,
                grant.DpopKey is null
                    ? $"Provider '{provider.Name}' issued a token of type '{SafeText.Clean(type, grant.Secrets)}', which PrxAuth does not use."
                    : $"Provider '{provider.Name}' issued a token of type '{SafeText.Clean(type, grant.Secrets)}', which is not bound to the profile's key.",
                grant.DpopKey is null
                    ? $"Configure the client at the provider for Bearer tokens, or set dpop = true under [providers.{provider.Name}]."
                    : $"Configure the client at the provider for DPoP, or take dpop = true out of [providers.{provider.Name}] and sign in again.")
            { Target = provider.Name };
        }

        if (reply.Text("issued_token_type") is { } issued && issued is not (UnattendedGrants.AccessToken or UnattendedGrants.Jwt))
        {
            throw new PrxAuthException(
                PrxAuthError.ProviderResponseInvalid,
                $"Provider '{provider.Name}' exchanged the assertion for something of type '{SafeText.Clean(issued, grant.Secrets)}', which is no access token.",
                "Configure the exchange at the provider so that it issues access tokens.")
            { Target = provider.Name };
        }

        TimeSpan? lifetime = reply.Seconds("expires_in") ?? reply.TimeUntil("expired_in", askedAt);
        TimeSpan? refreshLifetime = reply.Seconds("refresh_token_expires_in") ?? reply.Seconds("refresh_expires_in");
        string? scope = reply.Text("scope");
        return new TokenSet
        {
            AccessToken = new Secret(accessToken),
            TokenType = expected,
            ExpiresAt = askedAt + lifetime,
            RefreshToken = Secret.FromNullable(reply.Token("refresh_token")),
            RefreshTokenExpiresAt = refreshLifetime is { Ticks: > 0 } ? askedAt + refreshLifetime : null,
            IdToken = Secret.FromNullable(reply.Token("id_token")),
            ApiEndpoint = provider.ApiEndpointMember is { } member ? reply.ServiceAddress(member) : null,
            Scopes = scope?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) ?? requestedScopes,
            ReceivedAt = askedAt,
        };
    }

    internal static PrxAuthException Incomplete(ProviderDefinition provider, string key) => new(
        PrxAuthError.ProviderIncomplete,
        $"Provider '{provider.Name}' has no {key}.",
        $"Set {key} (or issuer) under [providers.{provider.Name}] in the config file.")
    { Target = provider.Name };

    private async Task<ProviderReply> SendOnceAsync(
        ProviderDefinition provider, Uri endpoint, Grant grant, CancellationToken cancellationToken)
    {
        ClientProof proof = await clients.ProveAsync(provider, grant.IsFederatedClient, cancellationToken).ConfigureAwait(false);
        grant.Hide(proof.Secret);
        grant.Hide(proof.Assertion);
        IEnumerable<KeyValuePair<string, string>> members = [.. grant.Members, .. TargetServices.Of(provider)];
        using HttpRequestMessage request = provider.TokenRequestFormat == TokenRequestFormat.Json
            ? Json(provider, endpoint, proof, members)
            : ClientRequest.Form(provider, endpoint, provider.ClientId, proof, members);
        if (grant.DpopKey is { } key)
        {
            string? nonce = _nonces.GetValueOrDefault(endpoint);
            request.Headers.Add(DpopProof.Header, DpopProof.Create(key, request.Method.Method, endpoint, time.GetUtcNow(), nonce));
        }

        ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
        if (reply.DpopNonce is { Length: > 0 } next)
        {
            _nonces[endpoint] = next;
        }

        return reply;
    }

    private static HttpRequestMessage Json(
        ProviderDefinition provider, Uri endpoint, ClientProof proof, IEnumerable<KeyValuePair<string, string>> members)
    {
        members = [.. members, new(OidcConstants.TokenRequest.ClientId, provider.ClientId!), .. proof.Members];
        if (proof.Secret is { } secret)
        {
            members = members.Append(new(OidcConstants.TokenRequest.ClientSecret, secret.Reveal()));
        }

        return new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = JsonBody.Of(members) };
    }
}

/// <summary>The members of one token request.</summary>
internal sealed class Grant
{
    private readonly List<KeyValuePair<string, string>> _members = [];
    private readonly List<Secret?> _secrets = [];

    public Grant(string grantType) => Add(OidcConstants.TokenRequest.GrantType, grantType);

    public IReadOnlyList<KeyValuePair<string, string>> Members => _members;

    /// <summary>Whether the workload's assertion stands for the client's secret (RFC 7523 section 2.2).</summary>
    public bool IsFederatedClient { get; init; }

    /// <summary>The key that the tokens are to be bound to; null: they are for whoever bears them.</summary>
    public Secret? DpopKey { get; private set; }

    /// <summary>What was sent in confidence, to be kept out of any error that quotes the provider.</summary>
    public Secret?[] Secrets => [.. _secrets];

    public Grant Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _members.Add(new(name, value));
        }

        return this;
    }

    /// <summary>Asks for tokens that are bound to a key (RFC 9449); null: for Bearer tokens.</summary>
    public Grant BoundTo(Secret? dpopKey)
    {
        DpopKey = dpopKey;
        return this;
    }

    /// <summary>Notes something that goes along in confidence.</summary>
    public void Hide(Secret? secret) => _secrets.Add(secret);

    public Grant Add(string name, Secret? value)
    {
        Hide(value);
        return Add(name, value?.Reveal());
    }
}

/// <summary>A flat JSON object as a request body.</summary>
internal static class JsonBody
{
    public static HttpContent Of(IEnumerable<KeyValuePair<string, string>> members) => Of(json =>
    {
        // What a form repeats is a list here: a member stands in an object once.
        foreach (IGrouping<string, string> member in members.GroupBy(one => one.Key, one => one.Value))
        {
            if (member.Count() == 1)
            {
                json.WriteString(member.Key, member.First());
                continue;
            }

            json.WriteStartArray(member.Key);
            foreach (string value in member)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    });

    public static HttpContent Of(Action<Utf8JsonWriter> writeMembers) => new ByteArrayContent(Write(writeMembers))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json", Encoding.UTF8.WebName) },
    };

    /// <summary>The object in UTF-8.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> writeMembers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
