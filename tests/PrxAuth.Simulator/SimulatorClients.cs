namespace PrxAuth.Simulator;

/// <summary>The registered clients and their secrets.</summary>
public static class SimulatorClients
{
    /// <summary>The public native client of the OpenID Connect server.</summary>
    public const string Cli = "prx-cli";

    /// <summary>The confidential client of the OpenID Connect server, for the client credentials grant.</summary>
    public const string Runbook = "prx-runbook";

    /// <summary>The secret of <see cref="Runbook"/>.</summary>
    public const string RunbookSecret = "runbook-secret";

    /// <summary>GitHub Copilot's client: a GitHub App.</summary>
    public const string Copilot = "Iv1.b507a08c87ecfe98";

    /// <summary>The GitHub command line's client: an OAuth app.</summary>
    public const string GitHubCli = "178c6fc778ccc68e1d6a";

    /// <summary>Somebody's own GitHub App, which Copilot does not serve.</summary>
    public const string GitHubApp = "prx-github";

    /// <summary>The secret that every GitHub client needs in the web flow.</summary>
    public const string GitHubSecret = "github-simulator-secret";

    /// <summary>Google's client of type desktop.</summary>
    public const string GoogleDesktop = "gemini-desktop.apps.googleusercontent.com";

    /// <summary>The secret of <see cref="GoogleDesktop"/>.</summary>
    public const string GoogleDesktopSecret = "GOCSPX-simulator";

    /// <summary>Google's client of type TV, the only one with a device flow.</summary>
    public const string GoogleTv = "gemini-tv.apps.googleusercontent.com";

    /// <summary>The secret of <see cref="GoogleTv"/>.</summary>
    public const string GoogleTvSecret = "GOCSPX-simulator-tv";

    /// <summary>The Codex command line's client at OpenAI.</summary>
    public const string OpenAi = "app_EMoamEEZ73f0CkXaXp7hrann";

    /// <summary>A public client at Anthropic.</summary>
    public const string Anthropic = "anthropic-simulator";

    /// <summary>A public client at Qwen.</summary>
    public const string Qwen = "qwen-simulator";

    /// <summary>A public client at MiniMax.</summary>
    public const string MiniMax = "minimax-simulator";
}
