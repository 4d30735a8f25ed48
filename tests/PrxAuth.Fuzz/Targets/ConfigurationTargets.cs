using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Fuzz.World;

namespace PrxAuth.Fuzz.Targets;

/// <summary>The config file, which people write and other programs too.</summary>
internal static class ConfigurationTargets
{
    private const int LongestTextToReadOften = 8 << 10;

    private static readonly string[] s_words =
    [
        "[auth.oauth2]", "[providers.corp]", "[[providers.corp]]", "providers", "corp", "auth_profile", "redirect_port", "auto_refresh",
        "timeout_seconds", "issuer", "aliases", "client_id", "client_secret", "client_secret_env", "scopes", "flows", "redirect_path",
        "redirect_ports", "authorization_parameters", "tenant", "host", "token_endpoint", "authorization_endpoint", "\"\"\"", "'''", "{ }", "[]",
        " = ", "\"https://issuer.test\"", "\\u0000", "\\U0010FFFF", "1979-05-27T07:32:00Z", "0x7fffffffffffffff", "1.5", "inf", "# note",
        "a.b.c", "google-gemini", "gemini", "[providers]", "provider", "\"device-code\"", "\r\n",
    ];

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("config", "the config file; first byte: whether a client secret follows it", Read, s_words),
        new("config-edit", "auth_profile put into a config file; first lines: provider and profile", Edit, s_words),
    ];

    private static void Read(byte[] data)
    {
        FuzzInput input = new(data);
        string secret = input.Choose("", $"\nclient_secret = \"{Subjects.Canary}\"\n", $"\nclient_secret = \"{Subjects.Canary}");
        AuthConfiguration configuration = AuthConfiguration.Parse(input.Text() + secret, Subjects.ConfigurationFile);
        ProviderCatalog catalog = ProviderCatalog.Load(configuration);
        foreach (ConfigurationWarning warning in configuration.Warnings.Concat(catalog.Warnings))
        {
            Oracle.IsFitToShow(warning.Message, "A warning");
        }

        foreach (ProviderDefinition provider in catalog.Providers)
        {
            Oracle.Demand(ProfileKey.IsValidName(provider.Name), $"'{provider.Name}' is no name of a provider.");
            Oracle.Demand(catalog.Resolve(provider.Name) == provider, $"'{provider.Name}' does not mean itself.");
        }
    }

    private static void Edit(byte[] data)
    {
        FuzzInput input = new(data);
        string provider = input.Line();
        string profile = input.Line();
        ProfileKey key = new(ProviderCatalog.CanonicalName(provider), profile);
        string text = input.Text();
        string edited = AuthProfileEdit.Apply(text, Subjects.ConfigurationFile, key.Provider, key.Profile);

        CheckNothingElseChanged(text, edited, key.Profile);
        if (text.Length > LongestTextToReadOften)
        {
            return;
        }

        Oracle.Demand(
            AuthProfileEdit.Apply(edited, Subjects.ConfigurationFile, key.Provider, key.Profile) == edited, "A second edit changes the file again.");
        if (IsAccepted(text))
        {
            Oracle.Demand(IsAccepted(edited), "The edit made a good file bad.");
        }
    }

    // Every character is kept but those of one string, and what is new is one piece.
    private static void CheckNothingElseChanged(string before, string after, string profile)
    {
        int start = before.AsSpan().CommonPrefixLength(after);
        int end = 0;
        while (end < before.Length - start && end < after.Length - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        int stop = before.Length - end;
        Oracle.Demand(
            start == stop || FormerProfiles(before).Any(range => range.Start <= start && stop <= range.End),
            $"The edit took away more than a name: {stop - start} characters.");
        Oracle.Demand(after.Contains($"\"{profile}\"", StringComparison.Ordinal), "The profile is not in the file.");
    }

    private static IEnumerable<SourceRange> FormerProfiles(string text) =>
        TomlTreeReader.Read(text, Subjects.ConfigurationFile).TryGet("providers", out TomlEntry? providers) && providers.Value is TomlTable tables
            ? tables.Entries.Select(entry => entry.Value).OfType<TomlTable>().SelectMany(table => table.Entries)
                .Where(entry => entry.Key == ConfigurationKeys.AuthProfile).Select(entry => entry.Value.Range)
            : [];

    private static bool IsAccepted(string text)
    {
        try
        {
            ProviderCatalog.Load(AuthConfiguration.Parse(text, Subjects.ConfigurationFile));
            return true;
        }
        catch (PrxAuthException)
        {
            return false;
        }
    }
}
