using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Storage.Format;

/// <summary>The JSON inside a sealed file. It exists so that <see cref="Secret"/> needs no converter that others could use.
/// Settable members with <see cref="JsonRequiredAttribute"/> instead of <c>required</c> keep the serializer on its fast path.</summary>
internal sealed class CredentialDocument
{
    [JsonRequired]
    public string Provider { get; set; } = "";

    [JsonRequired]
    public string Profile { get; set; } = "";

    [JsonRequired]
    public string Flow { get; set; } = "";

    public string? Account { get; set; }

    public string? Subject { get; set; }

    public string? ClientId { get; set; }

    public Uri? RedirectUri { get; set; }

    public string? LoginRequiredReason { get; set; }

    public DateTimeOffset? RenewalSentAt { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RenewalReplyLost { get; set; }

    [JsonRequired]
    public DateTimeOffset CreatedAt { get; set; }

    [JsonRequired]
    public DateTimeOffset UpdatedAt { get; set; }

    [JsonRequired]
    public TokenSetDocument Tokens { get; set; } = new();

    public ServiceTokenDocument? Service { get; set; }

    public string? DpopKey { get; set; }

    /// <summary>The contents of a sealed file, in UTF-8. The caller clears them.</summary>
    internal static byte[] Write(Credential credential) =>
        JsonSerializer.SerializeToUtf8Bytes(From(credential), StorageJson.Default.CredentialDocument);

    /// <summary>Reads the contents of the file of <paramref name="key"/>; false when they are not those of that profile.</summary>
    internal static bool TryRead(
        ReadOnlySpan<byte> utf8, ProfileKey key, long generation, [NotNullWhen(true)] out Credential? credential)
    {
        try
        {
            credential = CredentialReader.Read(utf8).ToCredential(generation);
            return credential.Key == key;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or PrxAuthException)
        {
            credential = null;
            return false;
        }
    }

    private static CredentialDocument From(Credential credential) => new()
    {
        Provider = credential.Key.Provider,
        Profile = credential.Key.Profile,
        Flow = FlowNames.NameOf(credential.Flow),
        Account = credential.Account,
        Subject = credential.Subject,
        ClientId = credential.ClientId,
        RedirectUri = credential.RedirectUri,
        LoginRequiredReason = credential.LoginRequiredReason,
        RenewalSentAt = credential.RenewalSentAt?.ToUniversalTime(),
        RenewalReplyLost = credential.RenewalReplyLost,
        CreatedAt = credential.CreatedAt.ToUniversalTime(),
        UpdatedAt = credential.UpdatedAt.ToUniversalTime(),
        Tokens = TokenSetDocument.From(credential.Tokens),
        Service = ServiceTokenDocument.From(credential.Service),
        DpopKey = credential.DpopKey?.Reveal(),
    };

    private Credential ToCredential(long generation) => new()
    {
        Key = new ProfileKey(Provider, Profile),
        Generation = generation,
        Flow = FlowNames.FlowOf(Flow),
        Account = Account,
        Subject = Subject,
        ClientId = ClientId,
        RedirectUri = RedirectUri is null or { IsAbsoluteUri: true } ? RedirectUri : throw new JsonException("The redirect URI is not an address."),
        LoginRequiredReason = LoginRequiredReason,
        RenewalSentAt = RenewalSentAt,
        RenewalReplyLost = RenewalReplyLost,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Tokens = Tokens.ToTokenSet(),
        Service = Service?.ToServiceToken(),
        DpopKey = Secret.FromNullable(DpopKey),
    };
}

/// <summary>The member <c>tokens</c>.</summary>
internal sealed class TokenSetDocument
{
    [JsonRequired]
    public string AccessToken { get; set; } = "";

    [JsonRequired]
    public string TokenType { get; set; } = "";

    public DateTimeOffset? ExpiresAt { get; set; }

    public string? RefreshToken { get; set; }

    public DateTimeOffset? RefreshTokenExpiresAt { get; set; }

    public string? IdToken { get; set; }

    public string[] Scopes { get; set; } = [];

    public Uri? ApiEndpoint { get; set; }

    [JsonRequired]
    public DateTimeOffset ReceivedAt { get; set; }

    internal static TokenSetDocument From(TokenSet tokens) => new()
    {
        AccessToken = tokens.AccessToken.Reveal(),
        TokenType = tokens.TokenType,
        ExpiresAt = tokens.ExpiresAt?.ToUniversalTime(),
        RefreshToken = tokens.RefreshToken?.Reveal(),
        RefreshTokenExpiresAt = tokens.RefreshTokenExpiresAt?.ToUniversalTime(),
        IdToken = tokens.IdToken?.Reveal(),
        Scopes = [.. tokens.Scopes],
        ApiEndpoint = tokens.ApiEndpoint,
        ReceivedAt = tokens.ReceivedAt.ToUniversalTime(),
    };

    internal TokenSet ToTokenSet() => new()
    {
        AccessToken = new Secret(AccessToken),
        TokenType = TokenType,
        ExpiresAt = ExpiresAt,
        RefreshToken = Secret.FromNullable(RefreshToken),
        RefreshTokenExpiresAt = RefreshTokenExpiresAt,
        IdToken = Secret.FromNullable(IdToken),
        // The serializer demands values of members, not of elements.
        Scopes = Array.TrueForAll(Scopes, scope => scope is not null) ? Scopes : throw new JsonException("A scope is null."),
        ApiEndpoint = StoredAddress.Check(ApiEndpoint),
        ReceivedAt = ReceivedAt,
    };
}

/// <summary>The member <c>service</c>.</summary>
internal sealed class ServiceTokenDocument
{
    [JsonRequired]
    public string Token { get; set; } = "";

    [JsonRequired]
    public DateTimeOffset ExpiresAt { get; set; }

    public Uri? Endpoint { get; set; }

    internal static ServiceTokenDocument? From(ServiceToken? service) => service is null ? null : new()
    {
        Token = service.Token.Reveal(),
        ExpiresAt = service.ExpiresAt.ToUniversalTime(),
        Endpoint = service.Endpoint,
    };

    internal ServiceToken ToServiceToken() => new()
    {
        Token = new Secret(Token),
        ExpiresAt = ExpiresAt,
        Endpoint = StoredAddress.Check(Endpoint),
    };
}

/// <summary>An API's address on disk: absolute, or not there.</summary>
internal static class StoredAddress
{
    internal static Uri? Check(Uri? address) =>
        address is null or { IsAbsoluteUri: true } ? address : throw new JsonException("The endpoint is not an address.");
}

/// <summary>The names of the flows on disk; they never change.</summary>
internal static class FlowNames
{
    internal static string NameOf(SignInFlow flow) => flow switch
    {
        SignInFlow.Browser => "browser",
        SignInFlow.DeviceCode => "device_code",
        SignInFlow.Paste => "paste",
        SignInFlow.ClientCredentials => "client_credentials",
        SignInFlow.GivenToken => "given_token",
        SignInFlow.Federated => "federated",
        _ => throw new ArgumentOutOfRangeException(nameof(flow)),
    };

    internal static SignInFlow FlowOf(string name) => name switch
    {
        "browser" => SignInFlow.Browser,
        "device_code" => SignInFlow.DeviceCode,
        "paste" => SignInFlow.Paste,
        "client_credentials" => SignInFlow.ClientCredentials,
        "given_token" => SignInFlow.GivenToken,
        "federated" => SignInFlow.Federated,
        _ => throw new JsonException($"The flow '{name}' is not known."),
    };
}
