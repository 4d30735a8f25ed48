using PrxAuth.Cli.Grammar;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;

namespace PrxAuth.Cli.Commands;

/// <summary>What every command works with.</summary>
internal sealed class CommandContext(AuthArguments arguments, AuthSession session, ICommandFrontEnd frontEnd)
{
    public AuthArguments Arguments => arguments;

    public AuthSession Session => session;

    public ICommandFrontEnd FrontEnd => frontEnd;

    public CatalogSnapshot Snapshot => session.Catalog.Current();

    /// <summary>The profile that is meant, saying which where the user did not.</summary>
    public ProfileSelection Select()
    {
        ProfileSelection selection = session.Profiles.Select(arguments.Provider!, arguments.Profile);
        NoteProfile(selection.IsConfigured, selection.Key.Profile);
        return selection;
    }

    /// <summary>The profile that is meant. The sign-in tells its name; only where that comes from the config is more to say.</summary>
    public ProfileSelection SelectForSignIn()
    {
        ProfileSelection selection = session.Profiles.Select(arguments.Provider!, arguments.Profile);
        if (selection.IsConfigured)
        {
            NoteProfile(isConfigured: true, selection.Key.Profile);
        }

        return selection;
    }

    /// <summary>Says which profile is used where the user named none. JSON names it itself.</summary>
    public void NoteProfile(bool isConfigured, string profile)
    {
        if (arguments.Profile is null && arguments.Format == OutputFormat.Rich)
        {
            frontEnd.Step(isConfigured
                ? $"Using profile '{profile}' (auth_profile in {Path.GetFileName(session.Paths.ConfigurationFile)})."
                : $"Using profile '{profile}'.");
        }
    }

    /// <summary>The name that a provider's profiles are filed under. A provider that the config no longer knows is found by its profiles,
    /// so that they can still be seen and removed.</summary>
    public string? ResolveFiledName(out ProviderDefinition? provider)
    {
        provider = null;
        if (arguments.Provider is not { } named)
        {
            return null;
        }

        ProviderCatalog catalog = Snapshot.Catalog;
        if (catalog.TryResolve(named, out provider))
        {
            return provider.Name;
        }

        return ProfileKey.IsValidName(named) && session.Profiles.ListKeys(named).Count > 0 ? named : catalog.Resolve(named).Name;
    }

    /// <summary>Gives out one result, in the format asked for.</summary>
    public void Emit(CommandResult result)
    {
        if (arguments.Format == OutputFormat.Json)
        {
            frontEnd.EmitText(JsonRenderer.Render(result));
        }
        else
        {
            frontEnd.Emit(result);
        }
    }

    /// <summary>Shows a failure after which the command goes on.</summary>
    public void Report(PrxAuthException failure, List<PrxAuthError> failures)
    {
        failures.Add(failure.Error);
        frontEnd.Error(failure, arguments.Format);
    }

    /// <summary>The profile's name as it is filed.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ProfileNotFound"/>, with those that are there.</exception>
    public async ValueTask<ProfileKey> DemandAsync(ProfileKey key, CancellationToken cancellationToken)
    {
        foreach (ProfileKey filed in session.Profiles.ListKeys(key.Provider))
        {
            if (filed == key)
            {
                return filed;
            }
        }

        return (await session.Profiles.GetAsync(key, cancellationToken).ConfigureAwait(false)).Key;
    }
}
