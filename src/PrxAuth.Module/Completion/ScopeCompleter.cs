using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PrxAuth.Cli.Completion;

namespace PrxAuth.Completion;

/// <summary>Completes the usual scopes of the provider already typed.</summary>
internal sealed class ScopeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matches(
            (session, _) => NameSuggestions.Scopes(session, CompletionText.NameIn(fakeBoundParameters, "Provider")), wordToComplete);
}
