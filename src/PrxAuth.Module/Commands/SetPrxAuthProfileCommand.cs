using System.Management.Automation;
using PrxAuth.Completion;
using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Commands;

/// <summary>Makes a profile the one that is meant when none is named, by writing <c>auth_profile</c> into the config file.</summary>
[Cmdlet(VerbsCommon.Set, "PrxAuthProfile", SupportsShouldProcess = true)]
[OutputType(typeof(PrxAuthProfile))]
public sealed class SetPrxAuthProfileCommand : PrxAuthCommand
{
    /// <summary>The provider, or one of its aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = string.Empty;

    /// <summary>The profile.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string Profile { get; set; } = string.Empty;

    /// <summary>Makes it the active profile.</summary>
    [Parameter(Mandatory = true)]
    public SwitchParameter Active { get; set; }

    /// <summary>Emits the profile.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Active)
        {
            return;
        }

        Attempt(
            () =>
            {
                AuthSession session = OpenSession();
                ProfileSelection selection = session.Profiles.Select(Provider, Profile);
                ProfileKey key = Run(stop => session.Profiles.GetAsync(selection.Key, stop)).Key;
                if (!ShouldProcess(session.Paths.ConfigurationFile, $"Set auth_profile = \"{key.Profile}\" under [providers.{key.Provider}]"))
                {
                    return;
                }

                var editor = new ConfigurationEditor(session.Paths.ConfigurationLock);
                Run((_, stop) => editor.SetAuthProfileAsync(session.Paths.ConfigurationFile, key.Provider, key.Profile, stop));
                if (PassThru)
                {
                    WriteObject(Run(stop => session.Profiles.GetAsync(key, stop)).ToOutput());
                }
            },
            $"{Provider}/{Profile}");
    }
}
