using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;

namespace PrxAuth.Cli.Commands;

/// <summary><c>list</c>, <c>status</c>, <c>use</c> and <c>providers</c>: nothing of them goes over the network.</summary>
internal static class ProfileCommands
{
    public static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var failures = new List<PrxAuthError>();
        List<ProfileView> profiles = await ReadAsync(context, failures, cancellationToken).ConfigureAwait(false);
        context.Emit(new ProfilesResult(profiles));
        return ExitStatus.OfAll(failures, context.Arguments.Verb);
    }

    public static async Task<int> StatusAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var failures = new List<PrxAuthError>();
        List<ProfileView> profiles = await ReadAsync(context, failures, cancellationToken).ConfigureAwait(false);
        if (profiles.Count == 0 && failures.Count == 0 && context.Arguments.Provider is not null)
        {
            await context.DemandAsync(
                context.Session.Profiles.Select(context.Arguments.Provider, context.Arguments.Profile).Key, cancellationToken).ConfigureAwait(false);
        }

        ProfileStanding[] standings = [.. profiles.Select(profile => new ProfileStanding(profile, RenewalOf(context, profile)))];
        context.Emit(new StatusResult(standings));
        return failures.Count > 0 ? ExitStatus.OfAll(failures, context.Arguments.Verb)
            : standings.Length == 0 || standings.Any(standing => standing.NeedsLogin) ? ExitStatus.LoginNeeded
            : ExitStatus.Done;
    }

    public static async Task<int> UseAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProfileSelection selection = context.Session.Profiles.Select(context.Arguments.Provider!, context.Arguments.Profile);
        ProfileKey key = await context.DemandAsync(selection.Key, cancellationToken).ConfigureAwait(false);
        AuthPaths paths = context.Session.Paths;
        await new ConfigurationEditor(paths.ConfigurationLock)
            .SetAuthProfileAsync(paths.ConfigurationFile, key.Provider, key.Profile, cancellationToken).ConfigureAwait(false);
        ProfileView profile = await context.Session.Profiles.GetAsync(key, cancellationToken).ConfigureAwait(false);
        context.Emit(new ActiveProfileResult(profile, paths.ConfigurationFile));
        return ExitStatus.Done;
    }

    public static Task<int> ProvidersAsync(CommandContext context)
    {
        ProviderCatalog catalog = context.Snapshot.Catalog;
        context.Emit(new ProvidersResult(context.Arguments.Provider is { } named ? [catalog.Resolve(named)] : catalog.Providers));
        return Task.FromResult(ExitStatus.Done);
    }

    private static async Task<List<ProfileView>> ReadAsync(CommandContext context, List<PrxAuthError> failures, CancellationToken cancellationToken)
    {
        string? provider = context.ResolveFiledName(out _);
        var profiles = new List<ProfileView>();
        if (provider is not null && context.Arguments.Profile is { } named)
        {
            if (await context.Session.Profiles.FindAsync(new ProfileKey(provider, named), cancellationToken).ConfigureAwait(false) is { } found)
            {
                profiles.Add(found);
            }

            return profiles;
        }

        await foreach ((_, ProfileView? view, PrxAuthException? failure) in
            context.Session.Profiles.ListAsync(provider, cancellationToken).ConfigureAwait(false))
        {
            if (view is not null)
            {
                profiles.Add(view);
            }
            else if (failure is not null)
            {
                context.Report(failure, failures);
            }
        }

        return profiles;
    }

    private static TokenRenewalMode RenewalOf(CommandContext context, ProfileView profile) =>
        !context.Session.Profiles.IsRenewable(profile) ? TokenRenewalMode.None
        : context.Snapshot.Configuration.AutoRefresh ? TokenRenewalMode.OnUse
        : TokenRenewalMode.OnRequest;
}
