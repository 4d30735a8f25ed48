using PrxAuth.Core.Flows;

namespace PrxAuth.Core.Providers;

/// <summary>All that is known of one provider: the same keys whether they come from the built-in catalog or from the user's config.</summary>
public sealed record ProviderDefinition
{
    /// <summary>The canonical name: lower case, as it stands in <c>[providers.NAME]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name for the eye.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Other names that mean this provider.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Where the definition comes from.</summary>
    public ProviderOrigin Origin { get; init; }

    /// <summary>The issuer identifier (RFC 8414 section 2). Where it is set, endpoints that are not given come from its metadata.</summary>
    public string? Issuer { get; init; }

    /// <summary>The issuer that id_tokens name, where it is not <see cref="Issuer"/>; <c>{tenantid}</c> in it stands for the token's
    /// own <c>tid</c> claim, as Microsoft's shared tenants have it.</summary>
    public string? IdTokenIssuer { get; init; }

    /// <summary>Whether the provider speaks OpenID Connect at its issuer: decides which metadata document is asked for first.</summary>
    public bool OpenIdConnect { get; init; }

    /// <summary>The authorization endpoint.</summary>
    public Uri? AuthorizationEndpoint { get; init; }

    /// <summary>The token endpoint.</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>The device authorization endpoint (RFC 8628).</summary>
    public Uri? DeviceAuthorizationEndpoint { get; init; }

    /// <summary>What is said at the device authorization endpoint and while polling.</summary>
    public DeviceProtocol DeviceProtocol { get; init; }

    /// <summary>Whether a device sign-in carries a proof key: a code challenge at its start, the code verifier at each poll (RFC 7636).</summary>
    public bool DeviceProofKey { get; init; }

    /// <summary>The revocation endpoint.</summary>
    public Uri? RevocationEndpoint { get; init; }

    /// <summary>Where authorization requests are pushed (RFC 9126).</summary>
    public Uri? PushedAuthorizationRequestEndpoint { get; init; }

    /// <summary>Whether authorization requests are pushed where the server takes them that way; one that demands it gets them so in any case.</summary>
    public bool PushesAuthorizationRequests { get; init; } = true;

    /// <summary>Where the account's name is asked for with the access token.</summary>
    public Uri? AccountEndpoint { get; init; }

    /// <summary>Headers that the account endpoint wants beside the token.</summary>
    public IReadOnlyDictionary<string, string> AccountHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>The keys that sign id_tokens.</summary>
    public Uri? JwksUri { get; init; }

    /// <summary>Where the access token is exchanged for a short-lived service token, see <see cref="Exchange"/>.</summary>
    public Uri? ExchangeEndpoint { get; init; }

    /// <summary>The base address of the provider's API, for whoever uses the token.</summary>
    public Uri? ApiEndpoint { get; init; }

    /// <summary>The member of token answers that names another API for the account; null: there is none.</summary>
    public string? ApiEndpointMember { get; init; }

    /// <summary>The client identifier.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client secret, where the config gives one. Not confidential in an installed app (RFC 8252 section 8.5), still never shown.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>The environment variable that holds the client secret.</summary>
    public string? ClientSecretEnvironment { get; init; }

    /// <summary>Whether token requests fail without a client secret.</summary>
    public bool ClientSecretRequired { get; init; }

    /// <summary>How the client authenticates when it has a secret (RFC 6749 section 2.3.1).</summary>
    public ClientAuthentication ClientAuthentication { get; init; } = ClientAuthentication.Post;

    /// <summary>The file with the client's private key, for <see cref="ClientAuthentication.PrivateKeyJwt"/>.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>The environment variable that holds that key.</summary>
    public string? ClientKeyEnvironment { get; init; }

    /// <summary>The key's <c>kid</c> at the provider; null: the key's own, where it has one.</summary>
    public string? ClientKeyId { get; init; }

    /// <summary>How a platform vouches for the workload, where one does.</summary>
    public WorkloadAssertion? Assertion { get; init; }

    /// <summary>Whether tokens are bound to a key of the profile (RFC 9449).</summary>
    public bool Dpop { get; init; }

    /// <summary>The services the tokens are for (RFC 8707).</summary>
    public IReadOnlyList<string> ResourceIndicators { get; init; } = [];

    /// <summary>The audience the tokens are for, at servers that take one.</summary>
    public string? Audience { get; init; }

    /// <summary>The scopes asked for unless the user names others.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The flows the provider offers, in the order they are preferred.</summary>
    public IReadOnlyList<SignInFlow> Flows { get; init; } = [];

    /// <summary>The host in the loopback redirect URI: <c>127.0.0.1</c>, or <c>localhost</c> where the provider demands the name.</summary>
    public string RedirectHost { get; init; } = "127.0.0.1";

    /// <summary>The path of the loopback redirect URI.</summary>
    public string RedirectPath { get; init; } = "/callback";

    /// <summary>The ports the provider has on its list; empty: any port.</summary>
    public IReadOnlyList<int> RedirectPorts { get; init; } = [];

    /// <summary>The redirect URI whose page shows the code to paste; null: the loopback URI is used and its address line is pasted.</summary>
    public Uri? PasteRedirectUri { get; init; }

    /// <summary>Parameters added to the authorization request.</summary>
    public IReadOnlyDictionary<string, string> AuthorizationParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>How token requests are written.</summary>
    public TokenRequestFormat TokenRequestFormat { get; init; }

    /// <summary>Whether the token request repeats <c>state</c>.</summary>
    public bool StateInTokenRequest { get; init; }

    /// <summary>Whether a refresh repeats the redirect URI of the sign-in, which RFC 6749 section 6 does not ask for and GitLab does.</summary>
    public bool RedirectUriInRefresh { get; init; }

    /// <summary>Whether a refresh names the scopes it is for.</summary>
    public bool ScopeInRefreshRequest { get; init; }

    /// <summary>The HTTP statuses by which a refusal to refresh says that the login is over, where no error code in its body does.</summary>
    public IReadOnlyList<int> LoginRequiredStatuses { get; init; } = [];

    /// <summary>The exchange that follows the sign-in.</summary>
    public ServiceExchange Exchange { get; init; }

    /// <summary>How tokens are revoked.</summary>
    public RevocationStyle Revocation { get; init; } = RevocationStyle.Rfc7009;

    /// <summary>The members that hold the account's name, best first, in the account endpoint's answer and in the id_token.
    /// Each is read with <see cref="MemberPath"/>: a member's name, or a JSON Pointer (RFC 6901) where it starts with a slash.</summary>
    public IReadOnlyList<string> AccountMembers { get; init; } = ["email", "preferred_username", "login", "name", "sub"];

    /// <summary>The members that hold the account's stable identifier, written as in <see cref="AccountMembers"/>.</summary>
    public IReadOnlyList<string> SubjectMembers { get; init; } = ["sub", "id"];

    /// <summary>What the provider's terms say of such sign-ins, in one line; shown once a sign-in.</summary>
    public string? Notice { get; init; }

    /// <summary>How a user gets a client id, where none is built in.</summary>
    public string? ClientHelp { get; init; }

    /// <summary>The profile that is meant when none is named, from the config.</summary>
    public string? AuthProfile { get; init; }

    /// <summary>Hosts beside the provider's own that take its tokens, each with its port where that is not the usual one. The helpers of other
    /// tools answer for them.</summary>
    public IReadOnlyList<string> HelperHosts { get; init; } = [];
}

/// <summary>Where a provider's definition comes from.</summary>
public enum ProviderOrigin
{
    /// <summary>The built-in catalog alone.</summary>
    BuiltIn,
    /// <summary>The built-in catalog with keys of the user's config over it.</summary>
    Overlaid,
    /// <summary>The user's config alone.</summary>
    Config,
}

/// <summary>How a client authenticates.</summary>
public enum ClientAuthentication
{
    /// <summary><c>client_secret_post</c>: in the body.</summary>
    Post,
    /// <summary><c>client_secret_basic</c>: in the Authorization header.</summary>
    Basic,
    /// <summary><c>private_key_jwt</c>: by an assertion that it signs (RFC 7523 section 2.2, OpenID Connect Core section 9).</summary>
    PrivateKeyJwt,
}

/// <summary>Where a workload's assertion comes from, and what it is used for.</summary>
public sealed record WorkloadAssertion
{
    /// <summary>The file that the platform keeps it in.</summary>
    public string? File { get; init; }

    /// <summary>The environment variable that holds it.</summary>
    public string? Environment { get; init; }

    /// <summary>The platform that is asked for it.</summary>
    public AssertionIssuer? Source { get; init; }

    /// <summary>The audience to ask the platform for.</summary>
    public string? Audience { get; init; }

    /// <summary>What it is used for.</summary>
    public AssertionUse Use { get; init; }
}

/// <summary>A platform that gives its workloads assertions.</summary>
public enum AssertionIssuer
{
    /// <summary>GitHub Actions.</summary>
    GitHubActions,
    /// <summary>Azure Pipelines.</summary>
    AzurePipelines,
}

/// <summary>What a workload's assertion is used for.</summary>
public enum AssertionUse
{
    /// <summary>To authenticate the client in a client credentials grant (RFC 7523 section 2.2), as Microsoft Entra has it.</summary>
    Client,
    /// <summary>As the grant itself (RFC 7523 section 2.1).</summary>
    JwtBearer,
    /// <summary>As the subject token of a token exchange (RFC 8693), as Google's Security Token Service has it.</summary>
    TokenExchange,
}

/// <summary>How token requests are written.</summary>
public enum TokenRequestFormat
{
    /// <summary><c>application/x-www-form-urlencoded</c>, as RFC 6749 has it.</summary>
    Form,
    /// <summary>JSON, as some providers want it.</summary>
    Json,
}

/// <summary>How a sign-in by user code is spoken.</summary>
public enum DeviceProtocol
{
    /// <summary>RFC 8628.</summary>
    Rfc8628,
    /// <summary>OpenAI's for Codex: JSON, and an authorization code at the end.</summary>
    OpenAi,
    /// <summary>MiniMax's: the user code is the device code, and every answer has the HTTP status 200.</summary>
    MiniMax,
}

/// <summary>The exchange that turns the access token into what the API takes.</summary>
public enum ServiceExchange
{
    /// <summary>None: the API takes the access token.</summary>
    None,
    /// <summary>GitHub Copilot's: a GET that mints a token for half an hour.</summary>
    Copilot,
}

/// <summary>How a provider revokes.</summary>
public enum RevocationStyle
{
    /// <summary>It cannot, or not for a public client.</summary>
    None,
    /// <summary>RFC 7009.</summary>
    Rfc7009,
    /// <summary>RFC 7009 with a JSON body.</summary>
    Rfc7009Json,
    /// <summary>GitHub's credential revocation: unauthenticated JSON with the tokens themselves.</summary>
    GitHubCredentials,
}
