using PrxAuth.Core.Configuration;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Whether the config file can be used, says what it seems to say, and keeps its secrets to itself.</summary>
internal sealed class ConfigurationCheck(CatalogSource catalog) : IDiagnosticCheck
{
    public FindingArea Area => FindingArea.Configuration;

    public string Name => FindingNames.ConfigFile;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look().ToAsyncEnumerable();

    private IEnumerable<Finding> Look()
    {
        CatalogSnapshot snapshot = catalog.Current();
        ProviderCatalog providers = snapshot.Catalog;
        string file = catalog.FilePath;
        if (!snapshot.Configuration.Exists)
        {
            yield return Finding.Ok(Area, Name, $"There is no config file '{file}'; the built-in providers are used as they are.", file);
            yield break;
        }

        int tables = snapshot.Configuration.ProviderTables.Count;
        yield return Finding.Ok(Area, Name, $"'{file}' is read; it has {tables} {(tables == 1 ? "table of a provider" : "tables of providers")}.", file);
        foreach (ConfigurationWarning warning in snapshot.Configuration.Warnings)
        {
            string wayOut = warning.Nearest is { } nearest
                ? $"Write '{nearest}' in line {warning.Line}, or take '{warning.Key}' out."
                : $"Correct line {warning.Line}.";
            yield return Finding.Warning(Area, FindingNames.ConfigKey, warning.Message, wayOut, $"{file}:{warning.Line}");
        }

        foreach (ConfigurationWarning warning in providers.Warnings)
        {
            yield return Finding.Warning(
                Area, FindingNames.ConfigKey, warning.Message, $"Add what is missing to [providers.{warning.Key}].", $"{file}:{warning.Line}");
        }

        yield return LookAtPrivacy(snapshot.Configuration);
    }

    private Finding LookAtPrivacy(AuthConfiguration configuration)
    {
        string file = configuration.FilePath;
        if (!configuration.ProviderTables.Any(table => table.Entries.ContainsKey(ConfigurationKeys.ClientSecret)))
        {
            return Finding.Ok(Area, FindingNames.ConfigPrivate, "There is no client secret in the config file.", file);
        }

        return !OperatingSystem.IsWindows() && UnixFileFacts.Of(file, followLink: true) is { IsOpenToOthers: true }
            ? Finding.Warning(
                Area,
                FindingNames.ConfigPrivate,
                $"'{file}' holds a client secret and can be read by others.",
                $"Run: chmod 600 {PathTrust.Quoted(file)}, or name the variable that holds the secret with {ConfigurationKeys.ClientSecretEnvironment}.",
                file)
            : Finding.Ok(Area, FindingNames.ConfigPrivate, $"'{file}' holds a client secret and is closed to others.", file);
    }
}
