using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PrxAuth.Commands;
using PrxAuth.Core;
using PrxAuth.Core.Providers;

namespace PrxAuth.Completion;

/// <summary>Completes the names of the profiles that are there, those of the provider already typed where there is one. Opens no sealed file.</summary>
internal sealed class ProfileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            AuthSession session = ModuleSession.Current;
            string? typed = fakeBoundParameters["Provider"]?.ToString();
            string? provider = typed is not null && session.Catalog.Current().Catalog.TryResolve(typed, out ProviderDefinition? known) ? known.Name : null;
            return CompletionText.Matches(
                session.Profiles.ListKeys(provider)
                    .GroupBy(key => key.Profile, StringComparer.OrdinalIgnoreCase)
                    .Select(group => (group.Key, string.Join(", ", group.Select(key => key.ToString())))),
                wordToComplete);
        }
        catch (PrxAuthException)
        {
            // A broken config file or store is an error of the command that is being typed, not of typing it.
            return [];
        }
    }
}
