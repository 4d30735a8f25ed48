using System.Management.Automation;
using System.Management.Automation.Language;

namespace PrxAuth.Completion;

/// <summary>Turns names into completions: filtered by what was typed, and quoted where PowerShell needs it.</summary>
internal static class CompletionText
{
    public static IEnumerable<CompletionResult> Matches(IEnumerable<(string Text, string Tooltip)> candidates, string? typed)
    {
        string word = (typed ?? string.Empty).Trim('\'', '"');
        return
        [
            .. candidates
                .Where(candidate => candidate.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .OrderBy(candidate => candidate.Text, StringComparer.OrdinalIgnoreCase)
                .Select(candidate => new CompletionResult(
                    Quote(candidate.Text), candidate.Text, CompletionResultType.ParameterValue, candidate.Tooltip)),
        ];
    }

    // Names start with a letter or digit; what starts with a hyphen is an option of prx and is meant as one.
    private static string Quote(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        ? text
        : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
