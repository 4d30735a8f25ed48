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
}
