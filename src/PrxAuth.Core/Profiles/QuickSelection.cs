using PrxAuth.Core.Configuration;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Profiles;

/// <summary>
/// Finds the profile a user means without the catalog: whoever only wants a token that is valid already need not wait until every provider
/// is put together. It finds the same as the catalog would, or nothing where only that can tell.
/// </summary>
internal static class QuickSelection
{
    /// <summary>The profile, and whether the config names one for the provider.</summary>
    /// <param name="snapshot">The configuration; its catalog is not touched.</param>
    /// <param name="provider">The provider's name or alias.</param>
    /// <param name="profile">The profile; null: the active one.</param>
    /// <exception cref="PrxAuthException">As for <see cref="CatalogSnapshot.IsOwnProvider"/>.</exception>
    public static (ProfileKey Key, bool IsConfigured)? Find(CatalogSnapshot snapshot, string provider, string? profile)
    {
        // An alias of the user's may mean anything.
        IReadOnlyList<ProviderTable> all = snapshot.Configuration.ProviderTables;
        if (all.Any(table => table.AliasTexts.Contains(provider, StringComparer.OrdinalIgnoreCase)))
        {
            return null;
        }

        string name = Canonical(provider);
        ProviderTable[] tables = [.. all.Where(table => Canonical(table.Name) == name)];
        if (tables.Length > 1 || (BuiltInNames.Canonical(name) is null && !snapshot.IsOwnProvider(name)))
        {
            return null;
        }

        string? active = tables is [var own] && own.Entries.TryGetValue(ConfigurationKeys.AuthProfile, out TomlEntry? entry) ? ((TomlText)entry.Value).Value : null;
        string chosen = profile ?? active ?? ProfileKey.DefaultProfile;
        return ProfileKey.IsValidName(name) && ProfileKey.IsValidName(chosen) ? (new ProfileKey(name, chosen), active is not null) : null;
    }

    private static string Canonical(string name) => BuiltInNames.Canonical(name) ?? name.ToLowerInvariant();
}
