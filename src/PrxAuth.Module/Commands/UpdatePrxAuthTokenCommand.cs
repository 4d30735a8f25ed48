using System.Management.Automation;
using PrxAuth.Completion;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Commands;

/// <summary>Renews the tokens of profiles now; without a provider, of all.</summary>
[Cmdlet(VerbsData.Update, "PrxAuthToken", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PrxAuthProfile))]
public sealed class UpdatePrxAuthTokenCommand : PrxAuthCommand
{
    /// <summary>The provider, or one of its aliases; without it every profile of every provider is renewed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <summary>The profile; without it the provider's active one.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? Profile { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Provider is not null)
        {
            Renew(Provider, Profile);
            return;
        }

        if (Profile is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException("A profile is named, but no provider."), "ProviderNotNamed", ErrorCategory.InvalidArgument, Profile)
            {
                ErrorDetails = new ErrorDetails("A profile is named, but no provider.")
                {
                    RecommendedAction = "Name the provider too: Update-PrxAuthToken -Provider NAME -Profile NAME",
                },
            });
        }

        Attempt(
            () =>
            {
                foreach (ProfileKey key in OpenSession().Profiles.ListKeys(null))
                {
                    Renew(key.Provider, key.Profile);
                }
            },
            target: null);
    }

    private void Renew(string provider, string? profile) => Attempt(
        () =>
        {
            AuthSession session = OpenSession();
            ProfileSelection selection = session.Profiles.Select(provider, profile);
            if (!ShouldProcess(selection.Key.ToString(), "Renew token"))
            {
                return;
            }

            WriteVerbose(selection.IsNamed
                ? $"Renewing '{selection.Key}'."
                : $"Renewing '{selection.Key}', the active profile of the provider.");
            Credential credential = Run((_, stop) => session.Tokens.RenewAsync(selection, stop));
            ProfileView view = session.Profiles.Describe(credential);
            if (!view.HasRefreshToken && credential.ExpiresAt is null)
            {
                WriteVerbose($"'{selection.Key}' has no expiry; there was nothing to renew.");
            }

            WriteObject(view.ToOutput());
        },
        profile is null ? provider : $"{provider}/{profile}");
}
