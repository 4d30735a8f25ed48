using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>Writes requests to a provider's token endpoint and reads the answers (RFC 6749 sections 3.2 and 5).</summary>
internal sealed class TokenEndpoint(ProviderHttp http, Func<string, string?> environment, TimeProvider time)
{
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
        return Read(provider, reply, requestedScopes, askedAt, parameters.Secrets)
            ?? throw ProviderFailure.From(provider, reply, parameters.Secrets);
    }

    /// <summary>Asks for tokens and gives the bare answer, for flows that read errors themselves.</summary>
    public Task<ProviderReply> SendAsync(ProviderDefinition provider, Grant grant, CancellationToken cancellationToken)
    {
        Uri endpoint = provider.TokenEndpoint ?? throw Incomplete(provider, "token_endpoint");
        Secret? secret = ClientSecrets.Find(provider, environment);
        grant.Hide(secret);
        return provider.TokenRequestFormat == TokenRequestFormat.Json
            ? SendJsonAsync(provider, endpoint, grant, secret, cancellationToken)
            : SendFormAsync(provider, endpoint, grant, secret, cancellationToken);
    }

    /// <summary>Reads a token answer; null when it is not one: success is an access token and no error, never the status alone.</summary>
    /// <exception cref="PrxAuthException">The token type is not understood (RFC 6749 section 7.1).</exception>
    public static TokenSet? Read(
        ProviderDefinition provider, ProviderReply http, IReadOnlyList<string> requestedScopes, DateTimeOffset askedAt, params ReadOnlySpan<Secret?> secrets)
    {
        if (OAuthReply.Parse(http) is not { } reply || reply.Error is not null || reply.Token("access_token") is not { } accessToken)
        {
            return null;
        }

        string type = reply.Text("token_type") ?? "Bearer";
        if (!string.Equals(type, "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw new PrxAuthException(
                PrxAuthError.ProviderResponseInvalid,
                $"Provider '{provider.Name}' issued a token of type '{SafeText.Clean(type, secrets)}', which PrxAuth does not use.",
                "Configure the client at the provider for Bearer tokens.")
            { Target = provider.Name };
        }

        TimeSpan? lifetime = reply.Seconds("expires_in") ?? reply.TimeUntil("expired_in", askedAt);
        TimeSpan? refreshLifetime = reply.Seconds("refresh_token_expires_in") ?? reply.Seconds("refresh_expires_in");
        string? scope = reply.Text("scope");
        return new TokenSet
        {
            AccessToken = new Secret(accessToken),
            TokenType = "Bearer",
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

    private async Task<ProviderReply> SendFormAsync(
        ProviderDefinition provider, Uri endpoint, Grant grant, Secret? secret, CancellationToken cancellationToken)
    {
        using ProtocolRequest request = ClientRequest.Form(provider, endpoint, provider.ClientId!, secret, grant.Members);
        return await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ProviderReply> SendJsonAsync(
        ProviderDefinition provider, Uri endpoint, Grant grant, Secret? secret, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, string>> members = [.. grant.Members, new(OidcConstants.TokenRequest.ClientId, provider.ClientId!)];
        if (secret is not null)
        {
            members = members.Append(new(OidcConstants.TokenRequest.ClientSecret, secret.Reveal()));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = JsonBody.Of(members) };
        return await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The members of one token request.</summary>
internal sealed class Grant
{
    private readonly List<KeyValuePair<string, string>> _members = [];
    private readonly List<Secret?> _secrets = [];

    public Grant(string grantType) => Add(OidcConstants.TokenRequest.GrantType, grantType);

    public IReadOnlyList<KeyValuePair<string, string>> Members => _members;

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
        foreach ((string name, string value) in members)
        {
            json.WriteString(name, value);
        }
    });

    public static HttpContent Of(Action<Utf8JsonWriter> writeMembers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return new ByteArrayContent(buffer.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", Encoding.UTF8.WebName) },
        };
    }
}
