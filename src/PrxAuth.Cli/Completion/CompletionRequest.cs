namespace PrxAuth.Cli.Completion;

/// <summary>
/// What the completion scripts ask: <c>prx auth complete [--describe] -- WORD... PARTIAL</c>. Not for people, so no help speaks of it and
/// the grammar does not know it: the words after <c>--</c> are another, unfinished command line.
/// </summary>
/// <param name="Words">The words before the one that is completed, without <c>prx</c>.</param>
/// <param name="Partial">What is there of that word.</param>
/// <param name="Describes">Whether each answer is followed by a tab and its description.</param>
internal sealed record CompletionRequest(IReadOnlyList<string> Words, string Partial, bool Describes)
{
    public static CompletionRequest? From(IReadOnlyList<string> words) => words.ToArray() switch
    {
        ["auth", "complete", "--", .. var line] => Of(line, describes: false),
        ["auth", "complete", "--describe", "--", .. var line] => Of(line, describes: true),
        _ => null,
    };

    /// <summary>One line an answer. A text that would break the line is left out; scripts quote what else their shell would read.</summary>
    public string Format(IEnumerable<(string Text, string Tooltip)> answers) => string.Join(
        '\n',
        answers.Where(answer => !answer.Text.Any(char.IsControl))
            .Select(answer => Describes ? $"{answer.Text}\t{answer.Tooltip}" : answer.Text));

    private static CompletionRequest Of(string[] line, bool describes) =>
        line is [.. var words, var partial] ? new CompletionRequest(words, partial, describes) : new CompletionRequest([], string.Empty, describes);
}
