using System.Management.Automation;
using PrxAuth.Completion;
using PrxAuth.Core;
using PrxAuth.Core.Diagnosis;

namespace PrxAuth.Commands;

/// <summary>Looks for what goes wrong here, and says the way out. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "PrxAuth")]
[OutputType(typeof(PrxAuthFinding), typeof(bool))]
public sealed class TestPrxAuthCommand : PrxAuthCommand
{
    private readonly List<string> _named = [];

    /// <summary>The providers to look at with their profiles, by name, alias or wildcard; without it, every profile and the providers
    /// in use. <c>*</c> means all that are known.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[]? Provider { get; set; }

    /// <summary>Leaves the providers alone.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    /// <summary>Gives nothing but whether all is well: true when nothing failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _named.AddRange(Provider ?? []);

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(
        () =>
        {
            // Not by way of OpenSession, which warns: here a warning of the config file is a finding.
            AuthSession session = ModuleSession.Current;
            var options = new DiagnosisOptions { Providers = IsGiven(nameof(Provider)) || _named.Count > 0 ? Expand(session) : null, Offline = Offline };
            bool isWell = Run((interaction, stop) => LookAsync(session.Diagnosis, options, interaction, stop));
            if (Quiet)
            {
                WriteObject(isWell);
            }
        },
        target: null);

    private async Task<bool> LookAsync(DiagnosisService diagnosis, DiagnosisOptions options, HostInteraction interaction, CancellationToken stop)
    {
        bool isWell = true;
        await foreach (Finding finding in diagnosis.RunAsync(options, stop).ConfigureAwait(false))
        {
            isWell &= finding.Status != FindingStatus.Failed;
            if (!Quiet)
            {
                interaction.Write(cmdlet => cmdlet.WriteObject(finding.ToOutput()));
            }
        }

        return isWell;
    }

    private List<string> Expand(AuthSession session)
    {
        var names = new List<string>();
        foreach (string name in _named)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
            {
                var pattern = new NamePatterns([name]);
                names.AddRange(session.Catalog.Current().Catalog.Providers.Select(provider => provider.Name).Where(pattern.Match));
            }
            else
            {
                names.Add(name);
            }
        }

        return names;
    }
}
