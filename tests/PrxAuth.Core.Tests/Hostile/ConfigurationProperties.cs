using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using Xunit;

namespace PrxAuth.Core.Tests.Hostile;

/// <summary>What holds of every config file, however it is laid out.</summary>
[Properties(Arbitrary = [typeof(Generators)])]
public sealed class ConfigurationProperties
{
    private const string File = "config.toml";

    private static readonly string[] s_lines =
    [
        "# a note", "", "\t", "model = \"x\"", "[auth.oauth2]", "redirect_port = 8400", "[providers]", "[providers.corp]", "[providers.\"corp\"] # ours",
        "client_id = \"c\"", "  issuer = 'https://issuer.test'", "providers.corp.client_id = \"c\"", "corp.client_id = \"c\"", "[providers.corp.sub]",
        "providers = { corp = { client_id = \"c\" } }", "corp = {}", "[[list]]", "a = [1, 2,\n 3] # three", "text = \"\"\"\n[providers.corp]\n\"\"\"", "x.y = 1.5",
        "[other]", "[providers.Corp]", "[providers.google-gemini]", "[providers.gemini]", "é = \"😀\"",
    ];

    [Property(MaxTest = 1000)]
    public Property Setting_the_profile_keeps_every_character() => Prop.ForAll(
        (from lines in Gen.Elements(s_lines).ListOf()
         from newLine in Gen.Elements("\n", "\r\n")
         from provider in Gen.Elements("corp", "google-gemini", "a.b")
         select (string.Join(newLine, lines), provider)).ToArbitrary(),
        drawn =>
        {
            (string text, string provider) = drawn;
            string edited;
            try
            {
                edited = AuthProfileEdit.Apply(text, File, provider, "work");
            }
            catch (PrxAuthException failure)
            {
                // A text that is no TOML, or one that says in another way that nothing was written.
                Assert.Contains(failure.Error, new[]
                {
                    PrxAuthError.ConfigurationSyntax, PrxAuthError.ConfigurationValue, PrxAuthError.ConfigurationUnavailable,
                });
                return;
            }

            int start = text.AsSpan().CommonPrefixLength(edited);
            Assert.EndsWith(text[start..], edited, StringComparison.Ordinal);
            Assert.Equal(edited, AuthProfileEdit.Apply(edited, File, provider, "work"));
            Assert.NotEqual(edited, AuthProfileEdit.Apply(edited, File, provider, "home"));
        });

    [Property]
    public void What_is_written_is_read(ProfileKey key, ushort port, bool refreshes)
    {
        Assert.SkipWhen(IsBuiltIn(key.Provider), "A built-in provider has more settings than these.");
        string text = string.Create(CultureInfo.InvariantCulture, $"""
            [auth.oauth2]
            redirect_port = {port}
            auto_refresh = {(refreshes ? "true" : "false")}
            [providers."{key.Provider}"]
            issuer = "https://issuer.test"
            auth_profile = "{key.Profile}"
            """);

        AuthConfiguration configuration = AuthConfiguration.Parse(text, File);
        ProviderDefinition provider = ProviderCatalog.Load(configuration).Resolve(key.Provider);

        Assert.Equal(port, configuration.RedirectPort);
        Assert.Equal(refreshes, configuration.AutoRefresh);
        Assert.Equal(key, new ProfileKey(provider.Name, provider.AuthProfile!));
        Assert.Equal(key.Profile, provider.AuthProfile);
    }

    [Property]
    public Property A_quoted_text_is_read_as_it_was_written() => Prop.ForAll(
        Generators.Text().Where(text => !text.Any(char.IsControl)).ToArbitrary(),
        text =>
        {
            string toml = $"[providers.corp]\nissuer = \"https://issuer.test\"\ndisplay_name = {Quote(text)}\n";
            Assert.Equal(text, ProviderCatalog.Load(AuthConfiguration.Parse(toml, File)).Resolve("corp").DisplayName);
        });

    private static bool IsBuiltIn(string name) => ProviderCatalog.Load(AuthConfiguration.Empty(File)).TryResolve(name, out _);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
        }

        return quoted.Append('"').ToString();
    }
}
