using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PrxAuth.Cli.Completion;

namespace PrxAuth.Completion;

/// <summary>Completes the methods of HTTP requests.</summary>
internal sealed class MethodCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matches((_, _) => NameSuggestions.Methods, wordToComplete);
}
