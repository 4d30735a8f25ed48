namespace PrxAuth.Cli.Completion;

/// <summary>The scripts by which shells complete <c>prx</c>. They ask <see cref="CompletionRequest"/>, so they need no update of their own.</summary>
internal static class CompletionScripts
{
    /// <summary>The shells, each with the line that sets it up and where that line belongs.</summary>
    public static IReadOnlyList<(string Shell, string SetUp, string Where)> Shells { get; } =
    [
        ("bash", "eval \"$(prx completions bash)\"", "in ~/.bashrc"),
        ("zsh", "source <(prx completions zsh)", "in ~/.zshrc, after compinit"),
        ("fish", "prx completions fish | source", "in ~/.config/fish/config.fish"),
        ("pwsh", "prx completions pwsh | Out-String | Invoke-Expression", "in $PROFILE; not needed with the PrxAuth module"),
    ];

    /// <summary>The script for a shell.</summary>
    public static string Of(string shell)
    {
        string resource = $"prx.{shell}";
        using Stream stream = typeof(CompletionScripts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n');
    }
}
