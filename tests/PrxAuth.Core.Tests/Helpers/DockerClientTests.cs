using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>The real docker and the real skopeo, a registry, and <c>docker-credential-prx</c> as the documentation writes it.</summary>
public sealed class DockerClientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Docker_is_let_in_and_let_in_again_after_a_logout_from_a_registry_that_refused_it(bool hasTokenServer)
    {
        ClientHome.SkipWithout("docker");
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        Credential first = await world.SignInAsync("corp");
        await using DockerRegistry registry = await DockerRegistry.StartAsync(new Uri(world.Server.BaseAddress, "api/me"), hasTokenServer);
        world.NameHosts(registry.Host);
        using var home = new ClientHome(world);

        // The registry's certificate is nobody's, which is what --insecure lets pass. There is no daemon, and none is asked.
        home.Environment["DOCKER_HOST"] = $"unix://{home.Root}/no-daemon.sock";
        string[] inspect = ["manifest", "inspect", "--insecure", $"{registry.Host}/a/b:1"];
        await home.FailsAsync("docker", inspect);

        Configure(home, registry);
        Assert.Contains(DockerRegistry.ImageDigest, await home.SucceedsAsync("docker", inspect), StringComparison.Ordinal);
        Assert.Equal(["oauth2"], registry.UserNames);

        // Docker erases at a logout alone.
        world.Control.ExpireAccessTokens(SimulatorArea.Oidc);
        string refused = await home.FailsAsync("docker", inspect);
        Assert.DoesNotContain(first.UsableToken.Reveal(), refused, StringComparison.Ordinal);
        await home.SucceedsAsync("docker", "logout", registry.Host);
        await home.SucceedsAsync("docker", inspect);
        Assert.DoesNotContain(first.UsableToken.Reveal(), await File.ReadAllTextAsync(Path.Join(home.Root, ".docker/config.json"), SimulatedWorld.Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Skopeo_reads_the_same_configuration(bool hasTokenServer)
    {
        ClientHome.SkipWithout("skopeo");
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        await world.SignInAsync("corp");
        await using DockerRegistry registry = await DockerRegistry.StartAsync(new Uri(world.Server.BaseAddress, "api/me"), hasTokenServer);
        world.NameHosts(registry.Host);
        using var home = new ClientHome(world);
        string[] list = ["list-tags", "--tls-verify=false", $"docker://{registry.Host}/a/b"];
        await home.FailsAsync("skopeo", list);

        Configure(home, registry);
        Assert.Contains("\"1\"", await home.SucceedsAsync("skopeo", list), StringComparison.Ordinal);
        Assert.Equal(["oauth2"], registry.UserNames);
    }

    private static void Configure(ClientHome home, DockerRegistry registry)
    {
        home.Write(".docker/config.json", $$"""{"credHelpers": {"{{registry.Host}}": "prx"} }""");
        home.WriteScript("docker-credential-prx", HelpersPage.Block("exec prx auth helper docker"));
    }
}
