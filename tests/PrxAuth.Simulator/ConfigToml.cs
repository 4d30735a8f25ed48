namespace PrxAuth.Simulator;

/// <summary>The configuration that points PrxAuth at a simulator.</summary>
internal static class ConfigToml
{
    public static string CreateProtocols(Uri baseAddress)
    {
        string root = baseAddress.AbsoluteUri;
        return $"""

            [providers.corp-dpop]
            issuer = "{root}"
            client_id = "{SimulatorClients.Bound}"
            scopes = ["openid", "profile", "email", "offline_access"]
            dpop = true

            [providers.corp-keyed]
            issuer = "{root}"
            client_id = "{SimulatorClients.Keyed}"
            client_authentication = "private_key_jwt"
            client_key_env = "PRX_KEYED_KEY"
            client_key_id = "{SimulatorClients.KeyedKeyId}"
            pushed_authorization_request_endpoint = "{root}connect/par"
            scopes = ["openid", "profile", "email", "offline_access"]

            [providers.workload]
            token_endpoint = "{root}sts/token"
            client_id = "{SimulatorClients.Workload}"
            assertion_source = "github-actions"
            assertion_audience = "{FederationScenario.Audience}"
            scopes = ["api"]
            flows = ["federated"]

            [providers.workload-grant]
            token_endpoint = "{root}sts/token"
            assertion_source = "azure-pipelines"
            assertion_use = "jwt-bearer"
            scopes = ["api"]
            flows = ["federated"]

            [providers.workload-exchange]
            token_endpoint = "{root}sts/token"
            assertion_env = "WORKLOAD_ASSERTION"
            assertion_use = "token-exchange"
            audience = "{FederationScenario.Audience}"
            scopes = ["api"]
            flows = ["federated"]

            """;
    }

    public static string Create(Uri baseAddress)
    {
        string root = baseAddress.AbsoluteUri;
        string github = $"{root}github";
        string google = $"{root}google";
        return $"""
            [auth.oauth2]
            redirect_port = 0
            auto_refresh = true

            [providers.corp]
            issuer = "{root}"
            client_id = "{SimulatorClients.Cli}"
            scopes = ["openid", "profile", "email", "offline_access"]

            [providers.runbook]
            issuer = "{root}"
            client_id = "{SimulatorClients.Runbook}"
            client_secret = "{SimulatorClients.RunbookSecret}"
            scopes = ["api"]
            flows = ["client-credentials"]

            [providers.github-copilot]
            device_authorization_endpoint = "{github}/login/device/code"
            token_endpoint = "{github}/login/oauth/access_token"
            authorization_endpoint = "{github}/login/oauth/authorize"
            account_endpoint = "{github}/user"
            exchange_endpoint = "{github}/copilot_internal/v2/token"
            api_endpoint = "{github}/copilot-api"
            revocation_endpoint = "{github}/credentials/revoke"

            [providers.github]
            device_authorization_endpoint = "{github}/login/device/code"
            token_endpoint = "{github}/login/oauth/access_token"
            authorization_endpoint = "{github}/login/oauth/authorize"
            account_endpoint = "{github}/user"
            api_endpoint = "{github}"
            revocation_endpoint = "{github}/credentials/revoke"

            [providers.google-gemini]
            issuer = "{google}"
            client_id = "{SimulatorClients.GoogleDesktop}"
            client_secret = "{SimulatorClients.GoogleDesktopSecret}"
            authorization_endpoint = "{google}/o/oauth2/v2/auth"
            token_endpoint = "{google}/token"
            revocation_endpoint = "{google}/revoke"
            account_endpoint = "{google}/v1/userinfo"
            jwks_uri = "{google}/oauth2/v3/certs"

            """;
    }
}
