using PrxAuth.Core.Configuration;

namespace PrxAuth.Core.Providers;

/// <summary>The providers that a config file defines by itself, found without those that are built in.</summary>
internal sealed class OwnProviders
{
    private readonly HashSet<string> _complete = new(StringComparer.OrdinalIgnoreCase);

    private OwnProviders()
    {
    }

    /// <summary>Whether nothing is missing in any of them.</summary>
    public bool AreComplete { get; private set; } = true;

    /// <summary>Finds them.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationValue"/>: an address in one is not allowed.</exception>
    public static OwnProviders In(AuthConfiguration configuration)
    {
        OwnProviders own = new();
        foreach (ProviderTable table in configuration.ProviderTables)
        {
            if (BuiltInNames.Canonical(table.Name) is null && IsDefinition(table))
            {
                own.Add(table);
            }
        }

        return own;
    }

    /// <summary>Whether a table means to define a provider; PRX keeps other things of a provider in such tables too.</summary>
    public static bool IsDefinition(ProviderTable table) => table.Entries.Keys.Any(ConfigurationKeys.Defining.Contains);

    /// <summary>The provider that a table defines, and what it lacks; null: nothing.</summary>
    public static (ProviderDefinition Provider, string? Missing) Build(ProviderTable table)
    {
        ProviderDefinition provider = ProviderBuilder.Build(table.Name.ToLowerInvariant(), builtIn: null, [table]);
        return (provider, ProviderBuilder.Missing(provider, table.Entries.ContainsKey(ConfigurationKeys.Flows)));
    }

    /// <summary>Whether one of that name is there, and complete.</summary>
    public bool Contains(string name) => _complete.Contains(name);

    private void Add(ProviderTable table)
    {
        if (Build(table).Missing is null)
        {
            _complete.Add(table.Name);
        }
        else
        {
            AreComplete = false;
        }
    }
}
