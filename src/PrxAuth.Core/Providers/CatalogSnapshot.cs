using PrxAuth.Core.Configuration;

namespace PrxAuth.Core.Providers;

/// <summary>
/// One state of the config file and what follows from it. The catalog is put together when it is first asked for: a token that is valid
/// already needs none, and most of the time that a fresh process takes for its first token would go into it. Thread-safe.
/// </summary>
/// <param name="configuration">The configuration.</param>
public sealed class CatalogSnapshot(AuthConfiguration configuration)
{
    // Whoever asks again after a failure makes a new attempt, which comes to the same failure as an exception of its own.
    private readonly Lazy<ProviderCatalog> _catalog = new(() => ProviderCatalog.Load(configuration), LazyThreadSafetyMode.PublicationOnly);
    private readonly Lazy<OwnProviders> _own = new(() => OwnProviders.In(configuration), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The configuration.</summary>
    public AuthConfiguration Configuration => configuration;

    /// <summary>The catalog.</summary>
    /// <exception cref="PrxAuthException">See <see cref="ProviderCatalog.Load"/>.</exception>
    public ProviderCatalog Catalog => _catalog.Value;

    /// <summary>What the config file seems to say wrong, of its keys and of its providers.</summary>
    /// <exception cref="PrxAuthException">As for <see cref="Catalog"/>.</exception>
    public IEnumerable<ConfigurationWarning> Warnings =>
        _own.Value.AreComplete ? configuration.Warnings : configuration.Warnings.Concat(Catalog.Warnings);

    /// <summary>Whether the config file defines a provider that is not built in, and all of it.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationValue"/>: an address in such a definition is not allowed.</exception>
    internal bool IsOwnProvider(string name) => _own.Value.Contains(name);
}
