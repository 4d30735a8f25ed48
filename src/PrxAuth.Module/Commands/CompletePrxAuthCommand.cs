using System.Management.Automation;
using PrxAuth.Completion;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Commands;

/// <summary>Finishes a sign-in that was started elsewhere, with the address that its browser ended at.</summary>
[Cmdlet(VerbsLifecycle.Complete, "PrxAuth")]
[OutputType(typeof(PrxAuthProfile))]
public sealed class CompletePrxAuthCommand : PrxAuthCommand
{
    /// <summary>The provider, or one of its aliases; without it the address finds the sign-in.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <summary>The profile; without it the address finds the sign-in.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? Profile { get; set; }

    /// <summary>The address that the browser ended at, or the code that its page shows; without it, it is asked for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Redirect { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(
        () =>
        {
            AuthSession session = OpenSession();
            Credential credential = Run(async (interaction, stop) => await session.SignIn.CompleteAsync(
                Provider, Profile, Secret.FromNullable(Redirect) ?? await interaction.ReadPastedAsync(stop).ConfigureAwait(false),
                interaction, stop).ConfigureAwait(false));
            WriteObject(session.Profiles.Describe(credential).ToOutput());
        },
        Provider is null ? null : Profile is null ? Provider : $"{Provider}/{Profile}");
}
