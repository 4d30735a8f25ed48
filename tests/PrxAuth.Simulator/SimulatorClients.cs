using System.Security.Cryptography;

namespace PrxAuth.Simulator;

/// <summary>The registered clients and their secrets.</summary>
public static class SimulatorClients
{
    /// <summary>The public native client of the OpenID Connect server.</summary>
    public const string Cli = "prx-cli";

    /// <summary>The public native client whose tokens are always bound to a key (RFC 9449 section 5.2).</summary>
    public const string Bound = "prx-bound";

    /// <summary>The confidential client that signs its own assertions (<c>private_key_jwt</c>).</summary>
    public const string Keyed = "prx-keyed";

    /// <summary>The <c>kid</c> of the key of <see cref="Keyed"/>.</summary>
    public const string KeyedKeyId = "prx-keyed-1";

    /// <summary>The client that a workload is at the token service.</summary>
    public const string Workload = "prx-workload";

    private static readonly ECDsa _keyedKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The private key of <see cref="Keyed"/>, of this process alone: PKCS#8 in PEM.</summary>
    public static string KeyedKeyPem { get; } = _keyedKey.ExportPkcs8PrivateKeyPem();

    internal static ECParameters KeyedPublicKey => _keyedKey.ExportParameters(includePrivateParameters: false);

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

    /// <summary>The public client of Microsoft Entra ID.</summary>
    public const string Entra = "3f1c5a70-8d1e-4c7b-9b52-6d0f2a9e4b11";

    /// <summary>The id of the one tenant of organizations; its domain is <c>contoso.onmicrosoft.com</c>.</summary>
    public const string EntraTenant = "5a1b3f2e-0000-4000-8000-123456789abc";

    /// <summary>The non-confidential application at GitLab.</summary>
    public const string GitLab = "gitlab-simulator-application";

    /// <summary>The public OAuth app at Hugging Face.</summary>
    public const string HuggingFace = "huggingface-simulator-app";

    /// <summary>The Codex command line's client at OpenAI.</summary>
    public const string OpenAi = "app_EMoamEEZ73f0CkXaXp7hrann";

    /// <summary>A public client at Anthropic.</summary>
    public const string Anthropic = "anthropic-simulator";

    /// <summary>A public client at Qwen.</summary>
    public const string Qwen = "qwen-simulator";

    /// <summary>A public client at MiniMax.</summary>
    public const string MiniMax = "minimax-simulator";
}
