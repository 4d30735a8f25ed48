namespace PrxAuth.Simulator;

/// <summary>The authorization servers that share the host.</summary>
public enum SimulatorArea
{
    /// <summary>The OpenID Connect server at the root.</summary>
    Oidc,
    /// <summary>GitHub and GitHub Copilot under <c>/github</c>.</summary>
    GitHub,
    /// <summary>Google under <c>/google</c>.</summary>
    Google,
    /// <summary>Microsoft Entra ID under <c>/entra</c>.</summary>
    Entra,
    /// <summary>GitLab under <c>/gitlab</c>.</summary>
    GitLab,
    /// <summary>Hugging Face under <c>/huggingface</c>.</summary>
    HuggingFace,
    /// <summary>OpenAI's sign-in for Codex under <c>/openai</c>.</summary>
    OpenAI,
    /// <summary>Anthropic under <c>/anthropic</c>.</summary>
    Anthropic,
    /// <summary>Qwen under <c>/qwen</c>.</summary>
    Qwen,
    /// <summary>MiniMax under <c>/minimax</c>.</summary>
    MiniMax,
}
