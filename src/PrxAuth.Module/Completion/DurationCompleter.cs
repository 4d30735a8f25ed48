using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PrxAuth.Completion;

/// <summary>Shows how times are written, by those that are asked for most.</summary>
internal sealed class DurationCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matches(
            (_, _) => [("5m", "Five minutes."), ("30m", "Half an hour."), ("1h", "An hour."), ("1h30m", "An hour and a half."), ("1d", "A day.")],
            wordToComplete);
}
