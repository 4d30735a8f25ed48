using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Profiles;

/// <summary>Finding profiles and showing how they stand.</summary>
public sealed class ProfileServiceTests
{
    [Fact]
    public async Task The_list_has_every_profile_and_hides_none_behind_a_damaged_one()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await KeepAsync(world, "corp", "b");
        await KeepAsync(world, "corp", "a");
        await KeepAsync(world, "google-gemini", "c");
        string damaged = world.SealedFiles().Keys.Single(file => file.Contains("a.sealed", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(Path.Join(world.SecretsDirectory, damaged), [0], SimulatedWorld.Cancellation);
        AuthSession session = world.Open();

        List<(ProfileKey Key, ProfileView? View, PrxAuthException? Failure)> all = [];
        await foreach ((ProfileKey Key, ProfileView? View, PrxAuthException? Failure) one in session.Profiles.ListAsync(null, SimulatedWorld.Cancellation))
        {
            all.Add(one);
        }

        Assert.Equal(["corp/a", "corp/b", "google-gemini/c"], all.Select(one => one.Key.ToString()));
        Assert.Equal(PrxAuthError.SealedFileDamaged, all[0].Failure!.Error);
        Assert.All(all.Skip(1), one => Assert.Equal(one.Key, one.View!.Key));
        Assert.Equal(["google-gemini/c"], session.Profiles.ListKeys("google-gemini").Select(key => key.ToString()));
    }

    [Fact]
    public async Task A_profile_is_selected_by_name_by_config_or_by_default_and_by_an_alias_of_its_provider()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        ProfileSelection usual = world.Session.Profiles.Select("gemini", null);
        ProfileSelection named = world.Session.Profiles.Select("Google", "Work");
        world.EditConfig(text => text.Replace("[providers.google-gemini]", "[providers.google-gemini]\nauth_profile = \"home\"", StringComparison.Ordinal));
        ProfileSelection configured = world.Session.Profiles.Select("google-gemini", null);

        Assert.Equal(("google-gemini/default", false), (usual.Key.ToString(), usual.IsNamed));
        Assert.Equal(("google-gemini/Work", true), (named.Key.ToString(), named.IsNamed));
        Assert.Equal(("google-gemini/home", false), (configured.Key.ToString(), configured.IsNamed));
    }

    [Fact]
    public async Task A_profile_of_a_provider_that_is_gone_is_still_shown()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        ProfileKey key = (await KeepAsync(world, "corp", "default")).Key;
        world.WriteConfig("# empty\n");

        ProfileView view = await world.Session.Profiles.GetAsync(key, SimulatedWorld.Cancellation);

        Assert.True(view.IsActive);
        Assert.Null(view.Endpoint);
        Assert.Null(await world.Session.Profiles.FindAsync(new ProfileKey("corp", "other"), SimulatedWorld.Cancellation));
    }

    [Fact]
    public async Task Opening_a_session_touches_nothing()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Assert.Empty(world.Session.Profiles.ListKeys(null));
        Assert.Empty(Directory.GetFileSystemEntries(world.DataHome));
        Assert.Empty(world.Control.Requests);
    }

    private static Task<Credential> KeepAsync(SimulatedWorld world, string provider, string profile) => world.SignInAsync(
        new SignInRequest { Provider = provider, Profile = profile, Flow = SignInFlow.GivenToken, GivenToken = new Secret("sk-0123") });
}
