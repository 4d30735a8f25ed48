using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PrxAuth.Commands;
using PrxAuth.Core.Providers;

namespace PrxAuth.Completion;

/// <summary>Completes provider names from the catalog and the config file.</summary>
internal sealed class ProviderCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return CompletionText.Matches(
                ModuleSession.Current.Catalog.Current().Catalog.Providers.Select(Describe), wordToComplete);
        }
        catch (Core.PrxAuthException)
        {
            // A broken config file is an error of the command that is being typed, not of typing it.
            return [];
        }
    }

    private static (string Text, string Tooltip) Describe(ProviderDefinition provider) =>
        (provider.Name, $"{provider.DisplayName} ({string.Join(", ", provider.Flows)})");
}
