namespace PrxAuth.Simulator;

/// <summary>The configuration that points PrxAuth at a simulator.</summary>
internal static class ConfigToml
{
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
