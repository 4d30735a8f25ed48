using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Providers;

/// <summary>
/// Completes a provider from its issuer's metadata (RFC 8414, OpenID Connect Discovery 1.0). What the definition says goes before
/// what the metadata says. An answer is kept for an hour.
/// </summary>
internal sealed class MetadataClient(ProviderHttp http, TimeProvider time)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (JsonElement Document, DateTimeOffset ReadAt)> _documents = new(StringComparer.Ordinal);

    /// <summary>The provider with all endpoints that its metadata knows.</summary>
    /// <exception cref="PrxAuthException">The metadata cannot be read or belongs to another issuer.</exception>
    public async Task<ResolvedProvider> ResolveAsync(ProviderDefinition provider, CancellationToken cancellationToken)
    {
        if (provider.Issuer is null || IsComplete(provider))
        {
            return new ResolvedProvider(provider, IssuerParameterSupported: false);
        }

        if (!_documents.TryGetValue(provider.Issuer, out (JsonElement Document, DateTimeOffset ReadAt) known) || time.GetUtcNow() - known.ReadAt > s_lifetime)
        {
            known = ((await FetchAsync(provider, cancellationToken).ConfigureAwait(false)).Document, time.GetUtcNow());
            _documents[provider.Issuer] = known;
        }

        return Complete(provider, known.Document);
    }

    /// <summary>The addresses where metadata may lie, in the order to ask: an OpenID provider's own form first, since most publish only that.</summary>
    internal static IEnumerable<Uri> Locations(string issuer, bool openIdConnect)
    {
        var address = new Uri(issuer);
        string origin = address.GetLeftPart(UriPartial.Authority);
        string path = address.AbsolutePath.TrimEnd('/');
        var appended = new Uri($"{origin}{path}/.well-known/openid-configuration");
        var inserted = new Uri($"{origin}/.well-known/oauth-authorization-server{path}");
        var insertedOpenId = new Uri($"{origin}/.well-known/openid-configuration{path}");
        Uri[] order = openIdConnect ? [appended, inserted, insertedOpenId] : [inserted, insertedOpenId, appended];
        return order.Distinct();
    }

    /// <summary>Whether the provider's definition leaves something to its issuer's metadata.</summary>
    internal static bool IsNeededBy(ProviderDefinition provider) => provider.Issuer is not null && !IsComplete(provider);

    /// <summary>Reads the metadata now, whatever is kept.</summary>
    /// <exception cref="PrxAuthException">The metadata cannot be read or belongs to another issuer.</exception>
    internal async Task<IssuerMetadata> FetchAsync(ProviderDefinition provider, CancellationToken cancellationToken)
    {
        foreach (Uri location in Locations(provider.Issuer!, provider.OpenIdConnect))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, location);
            ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
            if (reply.Status is HttpStatusCode.NotFound)
            {
                continue;
            }

            if (!reply.IsSuccessStatus || OAuthReply.Parse(reply) is not { } document || document.Json.ValueKind != JsonValueKind.Object)
            {
                throw reply.IsSuccessStatus
                    ? Invalid(provider, $"The metadata at {location} is not a JSON object")
                    : ProviderFailure.From(provider, reply);
            }

            CheckIssuer(provider, document.Text("issuer"), location);
            return new IssuerMetadata(document.Json, reply);
        }

        throw Invalid(provider, $"The issuer {provider.Issuer} publishes no metadata");
    }

    private static bool IsComplete(ProviderDefinition provider) =>
        !provider.Dpop
        && provider.TokenEndpoint is not null
        && (provider.AuthorizationEndpoint is not null || provider.DeviceAuthorizationEndpoint is not null)
        && (provider.JwksUri is not null || !provider.OpenIdConnect);

    private static void CheckIssuer(ProviderDefinition provider, string? stated, Uri location)
    {
        // RFC 8414 section 3.3: identical, character by character. A provider whose shared tenants publish a template declares it.
        if (stated != provider.Issuer && (stated is null || stated != provider.IdTokenIssuer))
        {
            throw Invalid(provider, $"The metadata at {location} belongs to the issuer '{SafeText.Clean(stated ?? "(none)")}', not to '{provider.Issuer}'");
        }
    }

    /// <summary>The provider with what its metadata adds.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.MetadataInvalid"/>: an endpoint is no address that secrets may be sent to.</exception>
    internal static ResolvedProvider Complete(ProviderDefinition provider, JsonElement document)
    {
        Uri? Endpoint(string name)
        {
            if (!document.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            return Uri.TryCreate(value.GetString(), UriKind.Absolute, out Uri? address) && ProviderHttp.IsTrustworthy(address)
                ? address
                : throw Invalid(provider, $"The metadata's {name} is not an https address");
        }

        bool basicOnly = document.TryGetProperty("token_endpoint_auth_methods_supported", out JsonElement methods)
            && methods.ValueKind == JsonValueKind.Array
            && Names(methods, "client_secret_basic")
            && !Names(methods, "client_secret_post");
        ProviderDefinition complete = provider with
        {
            AuthorizationEndpoint = provider.AuthorizationEndpoint ?? Endpoint("authorization_endpoint"),
            TokenEndpoint = provider.TokenEndpoint ?? Endpoint("token_endpoint"),
            DeviceAuthorizationEndpoint = provider.DeviceAuthorizationEndpoint ?? Endpoint("device_authorization_endpoint"),
            RevocationEndpoint = provider.RevocationEndpoint ?? Endpoint("revocation_endpoint"),
            PushedAuthorizationRequestEndpoint = provider.PushedAuthorizationRequestEndpoint ?? Endpoint("pushed_authorization_request_endpoint"),
            AccountEndpoint = provider.AccountEndpoint ?? Endpoint("userinfo_endpoint"),
            JwksUri = provider.JwksUri ?? Endpoint("jwks_uri"),
            ClientAuthentication = basicOnly && provider.ClientAuthentication == ClientAuthentication.Post ? ClientAuthentication.Basic : provider.ClientAuthentication,
        };
        CheckDpop(provider, document);
        return new ResolvedProvider(complete, IsTrue("authorization_response_iss_parameter_supported"))
        {
            PushRequired = IsTrue("require_pushed_authorization_requests"),
        };

        bool IsTrue(string name) => document.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
    }

    // RFC 9449 section 5.1. A server that says nothing of proofs would leave them unread and issue Bearer tokens.
    private static void CheckDpop(ProviderDefinition provider, JsonElement document)
    {
        bool takesOurs = document.TryGetProperty("dpop_signing_alg_values_supported", out JsonElement algorithms)
            && algorithms.ValueKind == JsonValueKind.Array && Names(algorithms, "ES256");
        if (provider.Dpop && !takesOurs)
        {
            throw new PrxAuthException(
                PrxAuthError.MetadataInvalid,
                $"Provider '{provider.Name}' does not say that it takes DPoP proofs signed with ES256 (dpop_signing_alg_values_supported), and dpop = true demands it.",
                $"Take dpop = true out of [providers.{provider.Name}] in the config file.")
            { Target = provider.Name };
        }
    }

    private static bool Names(JsonElement list, string name) =>
        list.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals(name));

    private static PrxAuthException Invalid(ProviderDefinition provider, string what) => new(
        PrxAuthError.MetadataInvalid,
        $"{what} (provider '{provider.Name}').",
        $"Check issuer under [providers.{provider.Name}] in the config file: it must be written exactly as the provider states it, or set the endpoints one by one.")
    {
        Target = provider.Name,
    };
}

/// <summary>An issuer's metadata document, checked to be its own, and the answer it came in.</summary>
internal sealed record IssuerMetadata(JsonElement Document, ProviderReply Reply);

/// <summary>A provider with its endpoints found.</summary>
/// <param name="Definition">The definition, completed.</param>
/// <param name="IssuerParameterSupported">Whether the server promises <c>iss</c> in authorization responses (RFC 9207 section 3).</param>
internal sealed record ResolvedProvider(ProviderDefinition Definition, bool IssuerParameterSupported)
{
    /// <summary>Whether the server takes no authorization request but a pushed one (RFC 9126 section 5).</summary>
    public bool PushRequired { get; init; }
}
