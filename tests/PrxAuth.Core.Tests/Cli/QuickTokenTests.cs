using System.Security.Cryptography;
using System.Text;
using PrxAuth.Cli;
using PrxAuth.Cli.Grammar;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

/// <summary>The short way to a token that is valid comes to what the long way comes to, or leaves it to the long way.</summary>
public sealed class QuickTokenTests
{
    [Theory]
    [InlineData("auth token corp", true)]
    [InlineData("auth token -P corp", true)]
    [InlineData("auth token --provider corp --profile work", true)]
    [InlineData("auth token --profile work corp", true)]
    [InlineData("auth token", false)]
    [InlineData("auth token corp --json", false)]
    [InlineData("auth token corp -P corp", false)]
    [InlineData("auth token corp corp", false)]
    [InlineData("auth token corp --profile", false)]
    [InlineData("auth token corp --profile --json", false)]
    [InlineData("auth token -P=corp", false)]
    [InlineData("auth token -P: corp", false)]
    [InlineData("auth list corp", false)]
    [InlineData("token corp", false)]
    public void A_plain_line_means_what_the_grammar_says(string line, bool isPlain)
    {
        string[] words = line.Split(' ');
        AuthArguments? plain = PlainLine.TryRead(words);

        Assert.Equal(isPlain, plain is not null);
        if (plain is not null)
        {
            Assert.Equal(Assert.IsType<CommandLine.Run>(new CommandLineReader(new PrxGrammar()).Read(words)).Arguments, plain);
        }
    }

    [Fact]
    public void The_built_in_names_are_those_of_the_catalog()
    {
        foreach (ProviderDefinition provider in ProviderCatalog.Load(AuthConfiguration.Empty("none.toml")).Providers)
        {
            Assert.All([provider.Name, .. provider.Aliases], name => Assert.Equal(provider.Name, BuiltInNames.Canonical(name.ToUpperInvariant())));
        }

        Assert.Null(BuiltInNames.Canonical("corp"));
    }

    [Theory]
    [InlineData("", "claude", null, "anthropic/default")]
    [InlineData("", "Anthropic", "Work", "anthropic/Work")]
    [InlineData("[providers.claude]\nauth_profile = \"work\"", "anthropic", null, "anthropic/work")]
    [InlineData("[providers.corp]\nissuer = \"https://a.example.test\"\nclient_id = \"a\"\nauth_profile = \"x\"", "corp", null, "corp/x")]
    [InlineData("[providers.corp]\nissuer = \"https://a.example.test\"\nclient_id = \"a\"\naliases = [\"c\"]", "c", null, null)]
    [InlineData("[providers.corp]\nissuer = \"https://a.example.test\"\nclient_id = \"a\"\naliases = [\"claude\"]", "claude", null, null)]
    [InlineData("[providers.corp]\nclient_id = \"a\"", "corp", null, null)]
    [InlineData("[providers.corp]\nmodel = \"a\"", "corp", null, null)]
    [InlineData("", "corp", null, null)]
    [InlineData("[providers.claude]\nauth_profile = \"a\"\n[providers.anthropic]\nauth_profile = \"b\"", "claude", null, null)]
    [InlineData("[providers.anthropic]\nauth_profil = \"b\"", "claude", null, "anthropic/default")]
    [InlineData("", "claude", "a/b", null)]
    public void The_profile_found_without_the_catalog_is_the_one_found_with_it(string config, string provider, string? profile, string? expected)
    {
        var configuration = AuthConfiguration.Parse(config, "config.toml");

        Assert.Equal(expected, QuickSelection.Find(new CatalogSnapshot(configuration), provider, profile)?.Key.ToString());
        if (expected is not null)
        {
            ProviderDefinition definition = ProviderCatalog.Load(configuration).Resolve(provider);
            Assert.Equal(expected, $"{definition.Name}/{profile ?? definition.AuthProfile ?? "default"}");
        }
    }

    [Fact]
    public async Task A_valid_token_is_printed_with_the_same_words_and_everything_else_is_left_alone()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Assert.False(await RunAsync("auth token corp", new RecordingFrontEnd()));

        Credential credential = await world.SignInAsync("corp");
        var quick = new RecordingFrontEnd();
        var whole = new RecordingFrontEnd();
        Assert.True(await RunAsync("auth token corp", quick));
        await PrxCommand.RunAsync(["auth", "token", "corp"], () => world.Session, whole, SimulatedWorld.Cancellation);
        Assert.Equal([credential.UsableToken.Reveal()], quick.Texts);
        Assert.Equal(whole.Texts, quick.Texts);
        Assert.Equal(whole.Steps, quick.Steps);

        world.Clock.Advance(TimeSpan.FromHours(1));
        var late = new RecordingFrontEnd();
        Assert.False(await RunAsync("auth token corp", late));
        Assert.Empty(late.Texts);

        world.WriteConfig("[providers\n");
        var broken = new RecordingFrontEnd();
        Assert.False(await RunAsync("auth token corp", broken));
        Assert.Empty(broken.Errors);

        Task<bool> RunAsync(string line, RecordingFrontEnd frontEnd) => PrxCommand.TryRunQuicklyAsync(line.Split(' '), () => world.Session, frontEnd);
    }

    [Theory]
    [InlineData(32, 16, 0, 32)]
    [InlineData(64, 32, 20, 16)]
    [InlineData(1, 0, 80, 1)]
    [InlineData(80, 31, 1, 32)]
    public void The_keys_are_those_of_RFC_5869(int secret, int salt, int info, int size)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(new string('a', 100));
        byte[] expected = new byte[size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes.AsSpan(0, secret), expected, bytes.AsSpan(0, salt), bytes.AsSpan(0, info));

        Assert.Equal(expected, KeyDerivation.Derive(bytes.AsSpan(0, secret), bytes.AsSpan(0, salt), bytes.AsSpan(0, info), size));
    }
}
