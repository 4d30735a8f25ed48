namespace PrxAuth.Core.Configuration;

/// <summary>Which keys are ours, what they must be, and which are PRX's own.</summary>
internal static class ConfigurationKeys
{
    public const string DisplayName = "display_name";
    public const string Aliases = "aliases";
    public const string Issuer = "issuer";
    public const string IdTokenIssuer = "id_token_issuer";
    public const string OpenIdConnect = "oidc";
    public const string AuthorizationEndpoint = "authorization_endpoint";
    public const string TokenEndpoint = "token_endpoint";
    public const string DeviceAuthorizationEndpoint = "device_authorization_endpoint";
    public const string DeviceProtocol = "device_protocol";
    public const string DeviceProofKey = "device_proof_key";
    public const string RevocationEndpoint = "revocation_endpoint";
    public const string PushedAuthorizationRequestEndpoint = "pushed_authorization_request_endpoint";
    public const string PushedAuthorizationRequests = "pushed_authorization_requests";
    public const string AccountEndpoint = "account_endpoint";
    public const string UserInfoEndpoint = "userinfo_endpoint";
    public const string AccountHeaders = "account_headers";
    public const string JwksUri = "jwks_uri";
    public const string ExchangeEndpoint = "exchange_endpoint";
    public const string ApiEndpoint = "api_endpoint";
    public const string ApiEndpointMember = "api_endpoint_member";
    public const string ClientId = "client_id";
    public const string ClientSecret = "client_secret";
    public const string ClientSecretEnvironment = "client_secret_env";
    public const string ClientSecretRequired = "client_secret_required";
    public const string ClientAuthentication = "client_authentication";
    public const string ClientKeyFile = "client_key_file";
    public const string ClientKeyEnvironment = "client_key_env";
    public const string ClientKeyId = "client_key_id";
    public const string AssertionFile = "assertion_file";
    public const string AssertionEnvironment = "assertion_env";
    public const string AssertionSource = "assertion_source";
    public const string AssertionAudience = "assertion_audience";
    public const string AssertionUse = "assertion_use";
    public const string Dpop = "dpop";
    public const string ResourceIndicators = "resource_indicators";
    public const string Audience = "audience";
    public const string Scopes = "scopes";
    public const string Flows = "flows";
    public const string RedirectHost = "redirect_host";
    public const string RedirectPath = "redirect_path";
    public const string RedirectPorts = "redirect_ports";
    public const string PasteRedirectUri = "paste_redirect_uri";
    public const string AuthorizationParameters = "authorization_parameters";
    public const string TokenRequestFormat = "token_request_format";
    public const string StateInTokenRequest = "state_in_token_request";
    public const string RedirectUriInRefresh = "redirect_uri_in_refresh";
    public const string ScopeInRefreshRequest = "scope_in_refresh_request";
    public const string LoginRequiredStatus = "login_required_status";
    public const string Exchange = "exchange";
    public const string Revocation = "revocation";
    public const string AccountMembers = "account_members";
    public const string SubjectMembers = "subject_members";
    public const string Notice = "notice";
    public const string ClientHelp = "client_help";
    public const string AuthProfile = "auth_profile";
    public const string HelperHosts = "helper_hosts";
    public const string Tenant = "tenant";
    public const string Host = "host";

    public const string RedirectPort = "redirect_port";
    public const string AutoRefresh = "auto_refresh";
    public const string TimeoutSeconds = "timeout_seconds";

    /// <summary>The keys of <c>[auth.oauth2]</c>.</summary>
    public static IReadOnlyDictionary<string, SettingRule> OAuth2 { get; } = new Dictionary<string, SettingRule>(StringComparer.Ordinal)
    {
        [RedirectPort] = SettingRule.Integer(0, 65535),
        [AutoRefresh] = SettingRule.Flag,
        [TimeoutSeconds] = SettingRule.Integer(5, 86400),
    };

    /// <summary>The keys of <c>[providers.NAME]</c>.</summary>
    public static IReadOnlyDictionary<string, SettingRule> Provider { get; } = new Dictionary<string, SettingRule>(StringComparer.Ordinal)
    {
        [DisplayName] = SettingRule.Text,
        [Aliases] = SettingRule.Aliases,
        [Issuer] = SettingRule.Text,
        [IdTokenIssuer] = SettingRule.Text,
        [OpenIdConnect] = SettingRule.Flag,
        [AuthorizationEndpoint] = SettingRule.Text,
        [TokenEndpoint] = SettingRule.Text,
        [DeviceAuthorizationEndpoint] = SettingRule.Text,
        [DeviceProtocol] = SettingRule.OneOf("rfc8628", "openai", "minimax"),
        [DeviceProofKey] = SettingRule.Flag,
        [RevocationEndpoint] = SettingRule.Text,
        [PushedAuthorizationRequestEndpoint] = SettingRule.Text,
        [PushedAuthorizationRequests] = SettingRule.Flag,
        [AccountEndpoint] = SettingRule.Text,
        [UserInfoEndpoint] = SettingRule.Text,
        [AccountHeaders] = SettingRule.Headers,
        [JwksUri] = SettingRule.Text,
        [ExchangeEndpoint] = SettingRule.Text,
        [ApiEndpoint] = SettingRule.Text,
        [ApiEndpointMember] = SettingRule.Text,
        [ClientId] = SettingRule.Text,
        [ClientSecret] = SettingRule.Secret,
        [ClientSecretEnvironment] = SettingRule.Variable,
        [ClientSecretRequired] = SettingRule.Flag,
        [ClientAuthentication] = SettingRule.OneOf("post", "basic", "private_key_jwt"),
        [ClientKeyFile] = SettingRule.Text,
        [ClientKeyEnvironment] = SettingRule.Variable,
        [ClientKeyId] = SettingRule.Text,
        [AssertionFile] = SettingRule.Text,
        [AssertionEnvironment] = SettingRule.Variable,
        [AssertionSource] = SettingRule.OneOf("github-actions", "azure-pipelines"),
        [AssertionAudience] = SettingRule.Text,
        [AssertionUse] = SettingRule.OneOf("client", "jwt-bearer", "token-exchange"),
        [Dpop] = SettingRule.Flag,

        // Not "resource": in this file that name is Azure's resource name, and it stays PRX's.
        [ResourceIndicators] = SettingRule.ResourceIndicators,
        [Audience] = SettingRule.Text,
        [Scopes] = SettingRule.Scopes,
        [Flows] = SettingRule.Flows,
        [RedirectHost] = SettingRule.OneOf("127.0.0.1", "localhost", "[::1]"),
        [RedirectPath] = SettingRule.RedirectPath,
        [RedirectPorts] = SettingRule.Ports,
        [PasteRedirectUri] = SettingRule.Text,
        [AuthorizationParameters] = SettingRule.AuthorizationParameters,
        [TokenRequestFormat] = SettingRule.OneOf("form", "json"),
        [StateInTokenRequest] = SettingRule.Flag,
        [RedirectUriInRefresh] = SettingRule.Flag,
        [ScopeInRefreshRequest] = SettingRule.Flag,
        [LoginRequiredStatus] = SettingRule.RefusalStatuses,
        [Exchange] = SettingRule.OneOf("none", "copilot"),
        [Revocation] = SettingRule.OneOf("none", "rfc7009", "rfc7009-json", "github-credentials"),
        [AccountMembers] = SettingRule.Names,
        [SubjectMembers] = SettingRule.Names,
        [Notice] = SettingRule.Text,
        [ClientHelp] = SettingRule.Text,
        [AuthProfile] = SettingRule.Profile,
        [HelperHosts] = SettingRule.Hosts,

        // Other tools of the same file may well use these two names for providers that are not ours.
        [Tenant] = SettingRule.Anything,
        [Host] = SettingRule.Anything,
    };

    /// <summary>Keys that make a table of a name we do not know an OAuth provider; without any of them it is PRX's alone.</summary>
    public static IReadOnlySet<string> Defining { get; } = Names(
        Issuer,
        AuthorizationEndpoint,
        TokenEndpoint,
        DeviceAuthorizationEndpoint,
        ClientId,
        Flows);

    /// <summary>Keys of PRX and of tools like it, in <c>[auth.oauth2]</c> and <c>[providers.NAME]</c>: none of them is a slip.</summary>
    public static IReadOnlySet<string> Foreign { get; } = Names(
        "token_cache_path", "token_cache",
        "api_key", "api_key_env", "api_keys", "api_url", "api_base", "api_type", "api_version", "api_style", "api_path", "api_mode",
        "base_url", "url", "endpoint", "path", "port", "proxy", "proxy_url", "region", "location", "project", "project_id", "deployment",
        "organization", "organization_id", "org", "org_id", "account_id", "workspace", "workspace_id", "resource", "resource_url",
        "key", "token", "access_token", "bot_token", "credentials", "credentials_path", "auth", "auth_style", "auth_type", "auth_header",
        "auth_mode", "auth_token", "auth_method", "username", "user", "password", "type", "kind", "name", "label", "description", "enabled",
        "disabled", "default", "priority", "weight", "cost", "tier", "tags", "notes", "provider", "provider_type", "model", "models",
        "default_model", "model_id", "fast_model", "embedding_model", "fallback", "fallback_providers", "fallback_models", "temperature",
        "top_p", "top_k", "seed", "stop", "stream", "streaming", "max_tokens", "max_output_tokens", "max_retries", "retries",
        "max_concurrency", "max_context", "context_window", "context_length", "reasoning", "reasoning_effort", "reasoning_level", "thinking",
        "wire_api", "timeout", "timeout_secs", "timeout_ms", "request_timeout", "request_timeout_secs", "connect_timeout", "idle_timeout",
        "keep_alive", "headers", "extra_headers", "http_headers", "query_params", "extra_body", "options", "params", "extra", "vision",
        "tools", "tool_use", "native_tools", "prompt_caching", "cache", "rate_limit", "rate_limits", "requests_per_minute", "quota",
        "verify_tls", "tls", "ca_cert", "insecure", "system_prompt", "voice", "pricing", "hosts", "tenants", "profiles");

    // Not frozen: these are asked a few times a process, and freezing costs more than that saves.
    private static HashSet<string> Names(params string[] names) => new(names, StringComparer.Ordinal);
}
