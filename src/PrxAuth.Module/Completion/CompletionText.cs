using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PrxAuth.Commands;
using PrxAuth.Core;

namespace PrxAuth.Completion;

/// <summary>Turns names into completions: filtered by what was typed, and quoted where PowerShell needs it.</summary>
internal static class CompletionText
{
    /// <summary>The completions among what is found. A config file or store that cannot be read is an error of the command that is being
    /// typed, not of typing it.</summary>
    public static IEnumerable<CompletionResult> Matches(
        Func<AuthSession, string, IEnumerable<(string Text, string Tooltip)>> find, string? typed)
    {
        string word = (typed ?? string.Empty).Trim('\'', '"');
        try
        {
            return
            [
                .. find(ModuleSession.Current, word)
                    .Where(candidate => candidate.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                    .OrderBy(candidate => candidate.Text, StringComparer.OrdinalIgnoreCase)
                    .Select(candidate => new CompletionResult(
                        Quote(candidate.Text), candidate.Text, CompletionResultType.ParameterValue, candidate.Tooltip)),
            ];
        }
        catch (PrxAuthException)
        {
            return [];
        }
    }

    /// <summary>A name that stands on the line already; null where there is none, or more than one.</summary>
    public static string? NameIn(IDictionary parameters, string name) => parameters[name] switch
    {
        object?[] several => several is [{ } only] ? only.ToString() : null,
        { } one => one.ToString(),
        null => null,
    };

    private static string Quote(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=')
        && (char.IsAsciiLetterOrDigit(text[0]) || text.StartsWith("--", StringComparison.Ordinal))
        ? text
        : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
