namespace PrxAuth.Core.Providers;

/// <summary>The names of <c>providers.toml</c>, for the one question that is not worth reading that file: which provider a word means.
/// A test compares the two.</summary>
internal static class BuiltInNames
{
    /// <summary>The canonical name for a name or alias of a built-in provider; null where it is none.</summary>
    public static string? Canonical(string nameOrAlias) => nameOrAlias.ToLowerInvariant() switch
    {
        "github-copilot" or "copilot" => "github-copilot",
        "github" or "gh" => "github",
        "google-gemini" or "gemini" or "google" => "google-gemini",
        "microsoft" or "entra" or "azure" => "microsoft",
        "gitlab" => "gitlab",
        "huggingface" or "hf" => "huggingface",
        "openai-codex" or "codex" or "openai" => "openai-codex",
        "anthropic" or "claude" or "claude-code" or "claude-cli" => "anthropic",
        _ => null,
    };
}
