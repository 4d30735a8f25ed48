using PrxAuth.Core.Configuration;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Profiles;

/// <summary>
/// Finds the profile a user means without the catalog: whoever only wants a token that is valid already need not wait until every provider
/// is put together. It finds the same as <see cref="ProfileService.Select"/>, or nothing where only the catalog can tell.
/// </summary>
internal static class QuickSelection
{
    /// <summary>The profile, and whether its name is from the config.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="provider">The provider's name or alias.</param>
    /// <param name="profile">The profile; null: the active one.</param>
    public static (ProfileKey Key, bool IsFromConfiguration)? Find(AuthConfiguration configuration, string provider, string? profile)
    {
        // An alias of the user's may mean anything, and a warning is to be seen.
        if (configuration.Warnings.Count > 0 || configuration.ProviderTables.Any(table => table.AliasTexts.Contains(provider, StringComparer.OrdinalIgnoreCase)))
        {
            return null;
        }

        string name = Canonical(provider);
        ProviderTable[] tables = [.. configuration.ProviderTables.Where(table => Canonical(table.Name) == name)];
        if (tables.Length > 1 || (BuiltInNames.Canonical(name) is null && !IsComplete(name, tables)))
        {
            return null;
        }

        string? active = tables is [var own] && own.Entries.TryGetValue(ConfigurationKeys.AuthProfile, out TomlEntry? entry) ? ((TomlText)entry.Value).Value : null;
        string chosen = profile ?? active ?? ProfileKey.DefaultProfile;
        return ProfileKey.IsValidName(name) && ProfileKey.IsValidName(chosen) ? (new ProfileKey(name, chosen), active is not null) : null;
    }

    private static string Canonical(string name) => BuiltInNames.Canonical(name) ?? name.ToLowerInvariant();

    private static bool IsComplete(string name, ProviderTable[] tables) => tables is [var table] && table.Entries.Keys.Any(ConfigurationKeys.Defining.Contains)
        && ProviderBuilder.Missing(ProviderBuilder.Build(name, builtIn: null, tables), table.Entries.ContainsKey(ConfigurationKeys.Flows)) is null;
}
