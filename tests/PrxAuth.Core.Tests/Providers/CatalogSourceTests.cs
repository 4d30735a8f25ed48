using Microsoft.Extensions.Time.Testing;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tests.Configuration;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

public sealed class CatalogSourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_unchanged_file_is_read_once()
    {
        string file = _directory.Write("config.toml", "[providers.corp]\nissuer = 'https://a'\n");
        CatalogSource source = new(file, new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(1)));

        Assert.Same(source.Current(), source.Current());
    }

    [Fact]
    public void A_missing_file_is_looked_for_again()
    {
        CatalogSource source = new(_directory.File("config.toml"));
        Assert.False(source.Current().Configuration.Exists);
        Assert.Same(source.Current(), source.Current());

        _directory.Write("config.toml", "[providers.corp]\nissuer = 'https://a'\n");

        Assert.True(source.Current().Catalog.TryResolve("corp", out _));
    }

    [Fact]
    public void A_change_within_one_tick_of_the_clock_is_seen()
    {
        string file = _directory.Write("config.toml", "[providers.corp]\nissuer = 'https://a'\n");
        DateTime stamp = File.GetLastWriteTimeUtc(file);
        CatalogSource source = new(file);
        Assert.Equal("https://a", source.Current().Catalog.Resolve("corp").Issuer);

        File.WriteAllText(file, "[providers.corp]\nissuer = 'https://b'\n");
        File.SetLastWriteTimeUtc(file, stamp);

        Assert.Equal("https://b", source.Current().Catalog.Resolve("corp").Issuer);
    }

    [Fact]
    public void A_change_behind_a_link_is_seen()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        string first = _directory.Write("first.toml", "[providers.corp]\nissuer = 'https://a'\n");
        string second = _directory.Write("second.toml", "[providers.corp]\nissuer = 'https://bb'\n");
        string link = _directory.File("config.toml");
        File.CreateSymbolicLink(link, first);
        CatalogSource source = new(link, new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(1)));
        Assert.Equal("https://a", source.Current().Catalog.Resolve("corp").Issuer);

        File.WriteAllText(first, "[providers.corp]\nissuer = 'https://ccc'\n");
        Assert.Equal("https://ccc", source.Current().Catalog.Resolve("corp").Issuer);

        File.Delete(link);
        File.CreateSymbolicLink(link, second);
        Assert.Equal("https://bb", source.Current().Catalog.Resolve("corp").Issuer);
    }

    [Fact]
    public void A_broken_file_fails_until_it_is_repaired()
    {
        string file = _directory.Write("config.toml", "a = \n");
        CatalogSource source = new(file);
        Assert.Throws<PrxAuthException>(source.Current);
        Assert.Throws<PrxAuthException>(source.Current);

        File.WriteAllText(file, "a = 1\n");

        Assert.True(source.Current().Configuration.Exists);
    }

    [Fact]
    public void A_profile_is_found_before_the_catalog_is_put_together()
    {
        string file = _directory.Write(
            "config.toml", "[providers.github]\naliases = ['gitlab']\n\n[providers.corp]\nissuer = 'https://a'\nclient_id = 'a'\nauth_profile = 'work'\n");
        using AuthSession session = AuthSession.Open(new AuthSessionOptions
        {
            Environment = name => name switch
            {
                AuthPaths.ConfigurationVariable => file,
                AuthPaths.DataHomeVariable => _directory.File("data"),
                _ => null,
            },
        });

        Assert.Throws<PrxAuthException>(() => session.Catalog.Current().Catalog);
        Assert.Throws<PrxAuthException>(() => session.Profiles.Select("gitlab", null));
        Assert.Equal("corp/work", session.Profiles.Select("corp", null).Key.ToString());
        Assert.Empty(session.Catalog.Current().Warnings);
    }

    [Fact]
    public void What_is_missing_in_a_provider_is_told_with_the_warnings()
    {
        string file = _directory.Write("config.toml", "[providers.corp]\nclient_id = 'a'\n\n[providers.gitlab]\nauth_profil = 'a'\n");

        Assert.Equal(["auth_profil", "corp"], new CatalogSource(file).Current().Warnings.Select(warning => warning.Key).Order());
    }
}
