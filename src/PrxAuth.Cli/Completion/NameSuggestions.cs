using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;

namespace PrxAuth.Cli.Completion;

/// <summary>
/// The names that can stand on a command line, each with what a person wants to know before choosing it. They come from the config file
/// and the store as these are now; nothing goes over the network. Fails as the config file and the store do.
/// </summary>
public static class NameSuggestions
{
    /// <summary>Profiles are opened to tell how they stand. Whoever has more is helped by a few letters, not by a long wait.</summary>
    private const int MostOpened = 50;

    /// <summary>The methods of HTTP requests.</summary>
    public static IReadOnlyList<(string Text, string Tooltip)> Methods { get; } =
        [.. new[] { "GET", "POST", "PUT", "PATCH", "DELETE" }.Select(method => (method, $"A {method} request."))];

    /// <summary>The providers: the name for the eye, and the flows.</summary>
    /// <param name="session">The session.</param>
    /// <param name="withAliases">Whether their other names are told as well.</param>
    public static IReadOnlyList<(string Text, string Tooltip)> Providers(AuthSession session, bool withAliases)
    {
        ArgumentNullException.ThrowIfNull(session);
        return
        [
            .. session.Catalog.Current().Catalog.Providers.SelectMany(provider => (withAliases ? provider.Aliases : [])
                .Select(alias => (alias, TerminalText.Clean($"{provider.DisplayName} ({provider.Name})")))
                .Prepend((provider.Name, TerminalText.Clean($"{provider.DisplayName} ({string.Join(", ", provider.Flows.Select(FlowNames.Of))})")))),
        ];
    }

    /// <summary>The profiles: account, status and expiry.</summary>
    /// <param name="session">The session.</param>
    /// <param name="provider">The provider that is named already; null: any.</param>
    /// <param name="typed">What is there of the name.</param>
    public static IReadOnlyList<(string Text, string Tooltip)> Profiles(AuthSession session, string? provider, string typed)
    {
        ArgumentNullException.ThrowIfNull(session);
        string? filed = Resolve(session, provider)?.Name ?? provider;
        ProfileKey[] keys = [.. session.Profiles.ListKeys(filed).Where(key => key.Profile.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        Func<ProfileKey, string> describe = keys.Length > MostOpened ? key => key.ToString() : key => Describe(session, key);
        return
        [
            .. keys.GroupBy(key => key.Profile, StringComparer.OrdinalIgnoreCase)
                .Select(group => (group.Key, TerminalText.Clean(string.Join("; ", group.Select(describe))))),
        ];
    }

    /// <summary>The scopes that a provider's sign-ins usually ask for.</summary>
    /// <param name="session">The session.</param>
    /// <param name="provider">The provider.</param>
    public static IReadOnlyList<(string Text, string Tooltip)> Scopes(AuthSession session, string? provider)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Resolve(session, provider) is { } known
            ? [.. known.Scopes.Select(scope => (scope, TerminalText.Clean($"A usual scope of {known.DisplayName}.")))]
            : [];
    }

    private static ProviderDefinition? Resolve(AuthSession session, string? provider) =>
        provider is not null && session.Catalog.Current().Catalog.TryResolve(provider, out ProviderDefinition? known) ? known : null;

    private static string Describe(AuthSession session, ProfileKey key)
    {
        try
        {
            return session.Profiles.FindAsync(key, CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } profile
                ? $"{key}: {string.Join(", ", Facts(profile))}"
                : key.ToString();
        }
        catch (PrxAuthException)
        {
            return $"{key}: cannot be read";
        }
    }

    private static IEnumerable<string> Facts(ProfileView profile)
    {
        if (profile.Account is { } account)
        {
            yield return account;
        }

        yield return StatusNames.Of(profile.Status);
        if (profile.ExpiresAt is { } expiry)
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            yield return $"{(expiry < now ? "ran" : "runs")} out {RelativeTime.Of(expiry, now)}";
        }

        if (profile.IsActive)
        {
            yield return "active";
        }
    }
}
