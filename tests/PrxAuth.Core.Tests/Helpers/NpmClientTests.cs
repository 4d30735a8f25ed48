using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>The real npm, pnpm and yarn, a registry, and the lines that the documentation writes.</summary>
public sealed class NpmClientTests
{
    [Fact]
    public async Task Npm_reads_the_token_from_the_environment_or_from_the_line_of_the_helper()
    {
        ClientHome.SkipWithout("npm");
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        await world.SignInAsync("corp");
        await using NpmRegistry registry = await NpmRegistry.StartAsync(new Uri(world.Server.BaseAddress, "api/me"));
        using ClientHome home = Home(world, registry);
        await home.FailsAsync("npm", "install");

        await RunAsync(home, registry, "NPM_TOKEN=$(prx auth token corp) npm install");
        Assert.True(File.Exists(Path.Join(home.Root, "node_modules/hello/package.json")));
        Assert.Equal(
            $"//{registry.Address.Authority}/:_authToken=${{NPM_TOKEN}}", (await File.ReadAllTextAsync(Path.Join(home.Root, ".npmrc"), SimulatedWorld.Cancellation)).Trim());

        home.Write(".npmrc", await home.SucceedsAsync("sh", "-c", $"prx auth helper npm {registry.Address} -P corp 2> /dev/null"));
        Assert.Contains("somebody", await home.SucceedsAsync("npm", "whoami"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pnpm_asks_its_token_helper()
    {
        ClientHome.SkipWithout("pnpm");
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        await world.SignInAsync("corp");
        await using NpmRegistry registry = await NpmRegistry.StartAsync(new Uri(world.Server.BaseAddress, "api/me"));
        using ClientHome home = Home(world, registry);
        home.Environment["npm_config_userconfig"] = null;
        string helper = home.WriteScript("pnpm-token-corp", HelpersPage.Block("echo \"Bearer $(prx auth token corp)\""));
        home.Write(".npmrc", $"//{registry.Address.Authority}/:tokenHelper={helper}\n");
        home.Write("work/package.json", """{"name":"work","version":"1.0.0","dependencies":{"hello":"1.0.0"}}""");
        home.Write("work/.npmrc", $"registry={registry.Address}\n");

        await home.SucceedsAsync("sh", "-c", "cd work && pnpm install --no-frozen-lockfile");

        Assert.True(File.Exists(Path.Join(home.Root, "work/node_modules/hello/package.json")));
    }

    private static ClientHome Home(SimulatedWorld world, NpmRegistry registry)
    {
        var home = new ClientHome(world);
        home.Environment["npm_config_userconfig"] = Path.Join(home.Root, "user.npmrc");
        home.Environment["npm_config_globalconfig"] = Path.Join(home.Root, "global.npmrc");
        home.Environment["npm_config_cache"] = Path.Join(home.Root, "cache");
        home.Environment["npm_config_registry"] = registry.Address.AbsoluteUri;
        home.Environment["npm_config_update_notifier"] = "false";
        home.Environment["npm_config_audit"] = "false";
        home.Write("package.json", """{"name":"work","version":"1.0.0","dependencies":{"hello":"1.0.0"}}""");
        return home;
    }

    private static Task<string> RunAsync(ClientHome home, NpmRegistry registry, string words) => home.SucceedsAsync(
        "sh", "-e", "-c", HelpersPage.Block(words).Replace("npm.example.com", registry.Address.Authority, StringComparison.Ordinal));
}
