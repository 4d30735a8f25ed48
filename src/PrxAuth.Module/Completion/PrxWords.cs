using System.Management.Automation;
using System.Management.Automation.Language;
using PrxAuth.Cli;

namespace PrxAuth.Completion;

/// <summary>Completes the words of <c>prx auth</c>.</summary>
public static class PrxWords
{
    /// <summary>The words that can stand at the cursor.</summary>
    /// <param name="wordToComplete">What is typed of the word.</param>
    /// <param name="commandAst">The command.</param>
    /// <param name="cursorPosition">Where the cursor is in the line.</param>
    public static IEnumerable<CompletionResult> Complete(string? wordToComplete, CommandAst commandAst, int cursorPosition)
    {
        ArgumentNullException.ThrowIfNull(commandAst);
        string[] words =
        [
            .. commandAst.CommandElements.Skip(1)
                .Where(element => element.Extent.EndOffset < cursorPosition)
                .Select(element => element is StringConstantExpressionAst text ? text.Value : element.Extent.Text),
        ];
        return CompletionText.Matches((session, word) => PrxCommand.Complete(words, word, () => session), wordToComplete);
    }
}
