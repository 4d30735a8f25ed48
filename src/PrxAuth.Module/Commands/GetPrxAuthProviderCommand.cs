using System.Management.Automation;
using PrxAuth.Completion;
using PrxAuth.Core.Providers;

namespace PrxAuth.Commands;

/// <summary>Lists the providers that PrxAuth can sign in to.</summary>
[Cmdlet(VerbsCommon.Get, "PrxAuthProvider")]
[OutputType(typeof(PrxAuthProvider))]
public sealed class GetPrxAuthProviderCommand : PrxAuthCommand
{
    /// <summary>Providers, by name, alias or wildcard.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[]? Provider { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Provider ?? ["*"])
        {
            Attempt(() => List(OpenSession().Catalog.Current().Catalog, name), name);
        }
    }

    private void List(ProviderCatalog catalog, string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            WriteObject(catalog.Resolve(name).ToOutput());
            return;
        }

        var pattern = new NamePatterns([name]);
        WriteObject(catalog.Providers.Where(provider => pattern.Match(provider.Name)).Select(Views.ToOutput), enumerateCollection: true);
    }
}
