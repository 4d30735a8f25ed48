using System.Management.Automation;
using PrxAuth.Completion;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Commands;

/// <summary>Lists the signed-in profiles.</summary>
[Cmdlet(VerbsCommon.Get, "PrxAuthProfile")]
[OutputType(typeof(PrxAuthProfile))]
public sealed class GetPrxAuthProfileCommand : PrxAuthCommand
{
    /// <summary>Providers, by name, alias or wildcard.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[]? Provider { get; set; }

    /// <summary>Profiles, by name or wildcard.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string[]? Profile { get; set; }

    /// <summary>Only the profiles that are meant when none is named.</summary>
    [Parameter]
    public SwitchParameter Active { get; set; }

    /// <summary>Only profiles whose token runs out within this time or has run out, and those that need a sign-in.</summary>
    [Parameter]
    [DurationTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public TimeSpan WillExpireWithin { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? provider in Provider ?? (string?[])[null])
        {
            Attempt(() => List(OpenSession(), provider), provider);
        }
    }

    private void List(AuthSession session, string? provider)
    {
        bool isOneProvider = provider is not null && !WildcardPattern.ContainsWildcardCharacters(provider);
        string? one = isOneProvider ? NameOf(session, provider!) : null;
        if (one is not null && Profile is not null && !Profile.Any(WildcardPattern.ContainsWildcardCharacters))
        {
            foreach (string profile in Profile)
            {
                Attempt(
                    () => WriteIfWanted(Run(stop => session.Profiles.GetAsync(new ProfileKey(one, profile), stop))),
                    $"{one}/{profile}");
            }

            return;
        }

        var providers = new NamePatterns(isOneProvider || provider is null ? null : [provider]);
        var profiles = new NamePatterns(Profile);
        Run(async (interaction, stop) =>
        {
            await foreach ((ProfileKey key, ProfileView? view, PrxAuthException? failure) in session.Profiles.ListAsync(one, stop).ConfigureAwait(false))
            {
                if (providers.Match(key.Provider) && profiles.Match(key.Profile))
                {
                    interaction.Write(_ => WriteEntry(key, view, failure));
                }
            }

            return true;
        });
    }

    // A profile can outlive its provider's entry in the config file: its own name still finds it.
    private static string NameOf(AuthSession session, string provider)
    {
        if (session.Catalog.Current().Catalog.TryResolve(provider, out Core.Providers.ProviderDefinition? definition))
        {
            return definition.Name;
        }

        return ProfileKey.IsValidName(provider) && session.Profiles.ListKeys(provider).Count > 0
            ? provider
            : session.Catalog.Current().Catalog.Resolve(provider).Name;
    }

    private void WriteEntry(ProfileKey key, ProfileView? view, PrxAuthException? failure)
    {
        if (failure is not null)
        {
            WriteError(ErrorRecords.From(failure, key.ToString()));
        }
        else
        {
            WriteIfWanted(view!);
        }
    }

    private void WriteIfWanted(ProfileView view)
    {
        bool isTimely = !IsGiven(nameof(WillExpireWithin)) || view.Status == ProfileStatus.NeedsLogin
            || (view.ExpiresAt is { } expiry && expiry - DateTimeOffset.UtcNow <= WillExpireWithin);
        if (isTimely && (!Active || view.IsActive))
        {
            WriteObject(view.ToOutput());
        }
    }
}
