using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Profiles;

/// <summary>The profile a user means.</summary>
public sealed class ProfileSelection
{
    private readonly Func<ProviderDefinition> _provider;

    internal ProfileSelection(ProfileKey key, Func<ProviderDefinition> provider)
    {
        Key = key;
        _provider = provider;
    }

    /// <summary>Its key.</summary>
    public ProfileKey Key { get; }

    /// <summary>Whether the user named the profile; else it is the provider's active one.</summary>
    public bool IsNamed { get; internal init; }

    /// <summary>Whether the config names the active profile of the provider.</summary>
    public bool IsConfigured { get; internal init; }

    /// <summary>Its provider, from the catalog; whoever needs the key alone does not wait for that.</summary>
    /// <exception cref="PrxAuthException">See <see cref="ProviderCatalog.Load"/>.</exception>
    public ProviderDefinition Provider => _provider();
}
