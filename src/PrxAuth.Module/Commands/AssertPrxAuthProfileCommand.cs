using System.Management.Automation;
using PrxAuth.Completion;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Commands;

/// <summary>Fails now where a profile would fail in the middle of a run that nobody watches.</summary>
[Cmdlet(VerbsLifecycle.Assert, "PrxAuthProfile")]
[OutputType(typeof(PrxAuthProfile))]
public sealed class AssertPrxAuthProfileCommand : PrxAuthCommand
{
    /// <summary>The provider, or one of its aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = string.Empty;

    /// <summary>The profile; without it the provider's active one.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? Profile { get; set; }

    /// <summary>How long the run takes.</summary>
    [Parameter(Mandatory = true)]
    [DurationTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public TimeSpan For { get; set; }

    /// <summary>The scopes that the run needs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string[]? Scope { get; set; }

    /// <summary>Renews the profile first: the one proof that it can be.</summary>
    [Parameter]
    public SwitchParameter Renew { get; set; }

    /// <summary>Emits the profile.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            AuthSession session = OpenSession();
            ProfileSelection selection = session.Profiles.Select(Provider, Profile);
            ProfileView view = Run((_, stop) => session.Unattended.DemandAsync(selection, new UnattendedRun(For, Scope ?? [], Renew), stop));
            WriteVerbose($"'{view.Key}' lasts: {view.Unattended.Reason}.");
            if (PassThru)
            {
                WriteObject(view.ToOutput());
            }
        }
        catch (PrxAuthException failure)
        {
            // Terminating, unlike elsewhere: what follows in the script is what must not begin.
            ThrowTerminatingError(ErrorRecords.From(failure, Profile is null ? Provider : $"{Provider}/{Profile}"));
        }
    }
}
