using System.Management.Automation;
using PrxAuth.Completion;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Commands;

/// <summary>Signs profiles out: revokes their tokens at the provider and deletes them here.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "PrxAuth", DefaultParameterSetName = OneSet, SupportsShouldProcess = true)]
[OutputType(typeof(PrxAuthDisconnection))]
public sealed class DisconnectPrxAuthCommand : PrxAuthCommand
{
    private const string OneSet = "One";
    private const string AllSet = "All";

    /// <summary>The provider, or one of its aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = OneSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = string.Empty;

    /// <summary>The profile; without it the provider's active one.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = OneSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? Profile { get; set; }

    /// <summary>Signs out every profile of every provider.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    /// <summary>Leaves the tokens alive at the provider and deletes them here only.</summary>
    [Parameter]
    public SwitchParameter LocalOnly { get; set; }

    /// <summary>Does not ask before signing out everything.</summary>
    [Parameter(ParameterSetName = AllSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits what became of each profile.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == OneSet)
        {
            Attempt(
                () =>
                {
                    ProfileSelection selection = OpenSession().Profiles.Select(Provider, Profile);
                    SignOut(selection.Key, selection.Provider);
                },
                Profile is null ? Provider : $"{Provider}/{Profile}");
            return;
        }

        Attempt(SignOutAll, target: null);
    }

    private void SignOutAll()
    {
        AuthSession session = OpenSession();
        IReadOnlyList<ProfileKey> keys = session.Profiles.ListKeys(null);
        if (keys.Count == 0)
        {
            WriteVerbose("There is no profile to sign out.");
            return;
        }

        if (!IsConfirmed(keys.Count))
        {
            return;
        }

        ProviderCatalog catalog = session.Catalog.Current().Catalog;
        foreach (ProfileKey key in keys)
        {
            catalog.TryResolve(key.Provider, out ProviderDefinition? provider);
            Attempt(() => SignOut(key, provider), key.ToString());
        }
    }

    private bool IsConfirmed(int count)
    {
        bool isDecided = Force || IsGiven("Confirm") || IsGiven("WhatIf");
        if (isDecided)
        {
            return true;
        }

        try
        {
            return ShouldContinue($"Sign out all {count} profiles and revoke their tokens?", "Sign out everything");
        }
        catch (Exception e) when (e is InvalidOperationException or NotImplementedException)
        {
            throw new PrxAuthException(
                PrxAuthError.InteractionRequired,
                $"Signing out all {count} profiles must be confirmed, and this session is not interactive.",
                "Add -Force: Disconnect-PrxAuth -All -Force",
                e);
        }
    }

    private void SignOut(ProfileKey key, ProviderDefinition? provider)
    {
        if (!ShouldProcess(key.ToString(), LocalOnly ? "Delete profile" : "Revoke tokens and delete profile"))
        {
            return;
        }

        AuthSession session = ModuleSession.Current;
        RevocationResult? result = Run((_, stop) => session.SignOut.SignOutAsync(key, provider, LocalOnly, stop));
        if (result is null)
        {
            // Throws with the profiles that are there, unless another process has just signed in again.
            Run(stop => session.Profiles.GetAsync(key, stop));
            return;
        }

        if (result.Outcome == RevocationOutcome.Failed)
        {
            WriteWarning($"'{key}' was deleted here, but its tokens were not revoked: {result.Reason}");
        }
        else
        {
            WriteVerbose($"'{key}' was signed out ({result.Outcome}{(result.Reason is null ? string.Empty : $": {result.Reason}")}).");
        }

        if (PassThru)
        {
            WriteObject(result.ToOutput(key));
        }
    }
}
