using System.Diagnostics.CodeAnalysis;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Providers;

/// <summary>Every provider that can be signed in to: the built-in ones overlaid by the config file, and those of the config file alone.</summary>
public sealed class ProviderCatalog
{
    private static readonly Lazy<IReadOnlyList<ProviderTable>> BuiltIn = new(ReadBuiltIn);

    private readonly Dictionary<string, ProviderDefinition> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ProviderDefinition> _byAlias = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IncompleteProvider> _incomplete = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _file;

    private ProviderCatalog(string file) => _file = file;

    /// <summary>The providers, sorted by name.</summary>
    public IReadOnlyList<ProviderDefinition> Providers { get; private set; } = [];

    /// <summary>Tables of the config file that would define a provider but lack something, each with what it lacks.</summary>
    public IReadOnlyList<ConfigurationWarning> Warnings { get; private set; } = [];

    /// <summary>Makes the catalog of a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationValue"/>: an address or a name in it is not allowed.</exception>
    public static ProviderCatalog Load(AuthConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ProviderCatalog catalog = new(configuration.FilePath);
        ILookup<string, ProviderTable> tables = configuration.ProviderTables.ToLookup(
            table => CanonicalName(table.Name), StringComparer.OrdinalIgnoreCase);
        foreach (ProviderTable builtIn in BuiltIn.Value)
        {
            // A table under the canonical name is the strongest, whatever the order of the file.
            ProviderTable[] user =
                [.. tables[builtIn.Name].OrderBy(table => table.Name.Equals(builtIn.Name, StringComparison.OrdinalIgnoreCase))];
            catalog.Add(ProviderBuilder.Build(builtIn.Name, builtIn, user));
        }

        foreach (IGrouping<string, ProviderTable> group in tables)
        {
            if (!catalog._byName.ContainsKey(group.Key) && group.Any(OwnProviders.IsDefinition))
            {
                catalog.AddOwn(group);
            }
        }

        catalog.IndexAliases(configuration);
        catalog.Providers = [.. catalog._byName.Values.OrderBy(provider => provider.Name, StringComparer.Ordinal)];
        catalog.Warnings = [.. catalog._incomplete.Select(pair => pair.Value.ToWarning(pair.Key, configuration.FilePath))];
        return catalog;
    }

    /// <summary>Finds a provider by its name or an alias, case aside.</summary>
    /// <param name="nameOrAlias">The name.</param>
    /// <param name="provider">The provider.</param>
    public bool TryResolve(string nameOrAlias, [NotNullWhen(true)] out ProviderDefinition? provider)
    {
        ArgumentNullException.ThrowIfNull(nameOrAlias);
        return _byName.TryGetValue(nameOrAlias, out provider) || _byAlias.TryGetValue(nameOrAlias, out provider);
    }

    /// <summary>Finds a provider by its name or an alias, case aside.</summary>
    /// <param name="nameOrAlias">The name.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ProviderUnknown"/>, or <see cref="PrxAuthError.ProviderIncomplete"/> where
    /// the config file begins to define it.</exception>
    public ProviderDefinition Resolve(string nameOrAlias)
    {
        if (TryResolve(nameOrAlias, out ProviderDefinition? provider))
        {
            return provider;
        }

        if (_incomplete.TryGetValue(nameOrAlias, out IncompleteProvider? incomplete))
        {
            throw new PrxAuthException(
                PrxAuthError.ProviderIncomplete,
                $"{_file}:{incomplete.Position}: the provider '{nameOrAlias}' is not complete. {incomplete.Missing}",
                $"Add what is missing to [providers.{nameOrAlias}] in '{_file}'.")
            {
                Target = nameOrAlias,
            };
        }

        string nearest = NearestName.Of(nameOrAlias, _byName.Keys.Concat(_byAlias.Keys)) is { } name ? $" Did you mean '{name}'?" : "";
        throw new PrxAuthException(
            PrxAuthError.ProviderUnknown,
            $"No provider '{nameOrAlias}' is known.{nearest} Known are {string.Join(", ", Providers.Select(known => known.Name))}.",
            $"Use one of these names, or define the provider in '{_file}': a table [providers.NAME] with issuer and client_id.")
        {
            Target = nameOrAlias,
        };
    }

    /// <summary>The name that a table of the config file speaks of: <c>[providers.gemini]</c> means <c>google-gemini</c>.</summary>
    internal static string CanonicalName(string name)
    {
        foreach (ProviderTable table in BuiltIn.Value)
        {
            if (table.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                || table.AliasTexts.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return table.Name;
            }
        }

        return name.ToLowerInvariant();
    }

    private static IReadOnlyList<ProviderTable> ReadBuiltIn()
    {
        const string Resource = "providers.toml";
        using Stream stream = typeof(ProviderCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using StreamReader reader = new(stream);
        return AuthConfiguration.Parse(reader.ReadToEnd(), Resource).ProviderTables;
    }

    private void Add(ProviderDefinition provider) => _byName.Add(provider.Name, provider);

    private void AddOwn(IGrouping<string, ProviderTable> group)
    {
        ProviderTable table = group.First();
        if (!ProfileKey.IsValidName(table.Name))
        {
            throw ConfigurationErrors.Value(
                table.File, table.Position, "providers", "followed by a name of 1 to 64 letters, digits and . _ - @ +", $"followed by \"{table.Name}\"");
        }

        if (group.Skip(1).FirstOrDefault() is { } second)
        {
            throw ConfigurationErrors.Value(
                second.File, second.Position, $"providers.{second.Name}", "another name, case aside", $"also in line {table.Position.Line}");
        }

        (ProviderDefinition provider, string? missing) = OwnProviders.Build(table);
        if (missing is not null)
        {
            _incomplete.Add(group.Key, new IncompleteProvider(table.Position, missing));
        }
        else
        {
            Add(provider);
        }
    }

    private void IndexAliases(AuthConfiguration configuration)
    {
        foreach (ProviderDefinition provider in _byName.Values.OrderBy(provider => provider.Origin))
        {
            foreach (string alias in provider.Aliases)
            {
                // An alias of the user's wins over a built-in one, but a name is never taken away.
                if (_byName.TryGetValue(alias, out ProviderDefinition? named) && named != provider)
                {
                    throw AliasTaken(configuration, provider, alias);
                }

                _byAlias[alias] = provider;
            }
        }
    }

    private static PrxAuthException AliasTaken(AuthConfiguration configuration, ProviderDefinition provider, string alias)
    {
        ProviderTable table = configuration.ProviderTables.First(
            table => CanonicalName(table.Name) == provider.Name && table.Entries.ContainsKey(ConfigurationKeys.Aliases));
        TomlNode node = ((TomlList)table.Entries[ConfigurationKeys.Aliases].Value).Items
            .First(item => ((TomlText)item).Value.Equals(alias, StringComparison.OrdinalIgnoreCase));
        return ConfigurationErrors.Value(
            table.File, node.Position, $"providers.{table.Name}.{ConfigurationKeys.Aliases}", "free of other providers' names", $"\"{alias}\"");
    }

    private sealed record IncompleteProvider(SourcePosition Position, string Missing)
    {
        public ConfigurationWarning ToWarning(string name, string file) => new(
            Position.Line, Position.Column, name, Nearest: null, $"{file}:{Position}: the provider '{name}' is not complete. {Missing}");
    }
}
