using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PrxAuth.Cli.Completion;

namespace PrxAuth.Completion;

/// <summary>Completes the names of the profiles that are there, those of the provider already typed where there is one.</summary>
internal sealed class ProfileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matches(
            (session, word) => NameSuggestions.Profiles(session, CompletionText.NameIn(fakeBoundParameters, "Provider"), word), wordToComplete);
}
