namespace PrxAuth.Core.Tests.Configuration;

/// <summary>A config file as a PRX user has it, with every kind of thing that is not ours.</summary>
internal static class PrxConfig
{
    public const string Text = """"
        # PRX
        default_provider = "anthropic"
        default_model    = "anthropic/claude-sonnet-4-6"
        default_temperature = 0.7
        api_key = "sk-ant-..."
        started = 2026-03-01T07:32:00Z

        [default]
        provider = "gemini"
        model = "gemini-2.5-flash"

        [llm]
        model = "gpt-4o"
        system_prompt = """
        You are PRX.
        [providers.not-a-table]
        isuer = "not a key"
        """
        limits = [ 1, 2,   # two
          3.5, ]

        [channels.telegram]
        bot_token = "123456:ABC-DEF"
        allowed_users = ["alice", "bob"]

        [channels_config.dingtalk]
        client_id = "x"
        client_secret = 5
        scope = "y"

        [memory]
        backend = "sqlite"
        vector_weight = 0.7

        [[model_routes]]
        pattern = "groq/*"
        provider = "compatible"
        api_key = "${GROQ_API_KEY}"

        [[model_routes]]
        pattern = 'mistral/*'

        [mcp.servers."remote api"]
        transport = "http"
        env = { TOKEN = "x", nested.deeper = 1 }

        [auth]
        backend = "file"

        [[auth.profiles]]
        name = "work"
        provider = "anthropic"
        api_key = "sk"

        [auth.oauth2]
        redirect_port = 8400
        token_cache_path = "~/.local/share/openprx/tokens"
        auto_refresh = true

        [providers]
        retry = 3

        [providers.anthropic]
        api_key = "${ANTHROPIC_API_KEY}"
        api_url = "https://my-proxy.example.com"
        model = "claude-sonnet-4-6"

        [providers.gemini]
        api_key = "${GEMINI_API_KEY}"

        [providers.ollama]
        host = 11434
        base_url = "http://localhost:11434"
        temperature = 0.1
        max_tokens = 4096
        timeout = 30
        timeout_secs = 30
        headers = { "X-Title" = "PRX" }
        cost = 1.5
        port = 11434
        hosts = ["a"]

        [providers."custom:https://llm.example.com/v1"]
        auth_style = "x-api-key"
        organization = "acme"
        """";
}
