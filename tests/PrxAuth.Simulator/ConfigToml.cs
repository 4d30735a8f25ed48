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
        string openai = $"{root}openai";
        string anthropic = $"{root}anthropic";
        string qwen = $"{root}qwen";
        string minimax = $"{root}minimax";
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

            [providers.openai-codex]
            issuer = "{openai}"
            authorization_endpoint = "{openai}/oauth/authorize"
            token_endpoint = "{openai}/oauth/token"
            device_authorization_endpoint = "{openai}/api/accounts/deviceauth/usercode"
            revocation_endpoint = "{openai}/oauth/revoke"
            account_endpoint = "{openai}/api/accounts/v1/user-auth-credential/whoami"
            api_endpoint = "{openai}/backend-api/codex"
            redirect_ports = []

            [providers.anthropic]
            client_id = "{SimulatorClients.Anthropic}"
            authorization_endpoint = "{anthropic}/oauth/authorize"
            token_endpoint = "{anthropic}/v1/oauth/token"
            revocation_endpoint = "{anthropic}/v1/oauth/revoke"
            account_endpoint = "{anthropic}/api/oauth/profile"
            api_endpoint = "{anthropic}"
            paste_redirect_uri = "{anthropic}/oauth/code/callback"

            [providers.qwen]
            display_name = "Qwen"
            device_authorization_endpoint = "{qwen}/api/v1/oauth2/device/code"
            device_proof_key = true
            token_endpoint = "{qwen}/api/v1/oauth2/token"
            api_endpoint = "{qwen}"
            api_endpoint_member = "resource_url"
            client_id = "{SimulatorClients.Qwen}"
            scopes = ["openid", "profile", "email", "model.completion"]
            login_required_status = [400, 401]
            revocation = "none"

            [providers.minimax]
            display_name = "MiniMax"
            device_authorization_endpoint = "{minimax}/oauth/code"
            device_protocol = "minimax"
            token_endpoint = "{minimax}/oauth/token"
            api_endpoint = "{minimax}"
            api_endpoint_member = "resource_url"
            client_id = "{SimulatorClients.MiniMax}"
            scopes = ["group_id", "profile", "model.completion"]
            revocation = "none"

            """;
    }

    /// <summary>The providers without a client id of their own, with the ones that are registered here.</summary>
    public static string CreateMore(Uri baseAddress)
    {
        string root = baseAddress.AbsoluteUri;
        string entra = $"{root}entra";
        const string gitlab = "http://{host}/gitlab";
        string huggingFace = $"{root}huggingface";
        return $$"""

            [providers.microsoft]
            client_id = "{{SimulatorClients.Entra}}"
            issuer = "{{entra}}/{tenant}/v2.0"
            id_token_issuer = "{{entra}}/{tenantid}/v2.0"
            authorization_endpoint = "{{entra}}/{tenant}/oauth2/v2.0/authorize"
            token_endpoint = "{{entra}}/{tenant}/oauth2/v2.0/token"
            device_authorization_endpoint = "{{entra}}/{tenant}/oauth2/v2.0/devicecode"
            jwks_uri = "{{entra}}/{tenant}/discovery/v2.0/keys"

            [providers.gitlab]
            client_id = "{{SimulatorClients.GitLab}}"
            host = "{{baseAddress.Authority}}"
            issuer = "{{gitlab}}"
            authorization_endpoint = "{{gitlab}}/oauth/authorize"
            token_endpoint = "{{gitlab}}/oauth/token"
            device_authorization_endpoint = "{{gitlab}}/oauth/authorize_device"
            revocation_endpoint = "{{gitlab}}/oauth/revoke"
            account_endpoint = "{{gitlab}}/oauth/userinfo"

            [providers.huggingface]
            client_id = "{{SimulatorClients.HuggingFace}}"
            issuer = "{{huggingFace}}"
            authorization_endpoint = "{{huggingFace}}/oauth/authorize"
            token_endpoint = "{{huggingFace}}/oauth/token"
            device_authorization_endpoint = "{{huggingFace}}/oauth/device"
            account_endpoint = "{{huggingFace}}/oauth/userinfo"

            """;
    }
}
