using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PrxAuth.Cli.Completion;

namespace PrxAuth.Completion;

/// <summary>Completes provider names from the catalog and the config file.</summary>
internal sealed class ProviderCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Matches((session, _) => NameSuggestions.Providers(session, withAliases: false), wordToComplete);
}
