using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>The real git, a real git server over HTTP, and <c>prx</c> as a process between them.</summary>
public sealed class GitCloneTests
{
    [Fact]
    public async Task Clone_fetch_and_push_go_through_renewals_and_a_refused_token()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        Credential first = await world.SignInAsync("corp");
        using var home = new ClientHome(world);
        home.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        home.Environment["GIT_TERMINAL_PROMPT"] = "0";
        home.Environment["GIT_ASKPASS"] = "false";
        await home.SucceedsAsync("git", "init", "--quiet", "--bare", "--initial-branch=main", Path.Join(home.Root, "served", "work.git"));
        await home.SucceedsAsync("git", "-C", Path.Join(home.Root, "served", "work.git"), "config", "http.receivepack", "true");
        await using GitServer server = await GitServer.StartAsync(Path.Join(home.Root, "served"), new Uri(world.Server.BaseAddress, "api/me"));
        world.NameHosts(server.Address.Authority);
        string url = new Uri(server.Address, "work.git").AbsoluteUri;
        string clone = Path.Join(home.Root, "clone");

        // With nobody to ask there is nothing to get in with.
        await home.FailsAsync("git", Asking(null, "clone", "--quiet", url, clone));

        await home.SucceedsAsync("git", Asking("prx auth helper git", "clone", "--quiet", url, clone));
        await File.WriteAllTextAsync(Path.Join(clone, "a.txt"), "a", SimulatedWorld.Cancellation);
        await home.SucceedsAsync("git", "-C", clone, "add", "a.txt");
        await home.SucceedsAsync("git", "-C", clone, "-c", "user.name=a", "-c", "user.email=a@example.test", "commit", "--quiet", "-m", "a");
        await home.SucceedsAsync("git", Asking("prx auth helper git --provider corp", "-C", clone, "push", "--quiet", "origin", "HEAD:main"));
        Assert.Equal(["oauth2"], server.UserNames);
        Assert.Equal(first.UsableToken, (await StoredAsync(world)).UsableToken);

        // By the clock it has run out: renewed before git ever sees it.
        await world.RewriteAsync(first.Key, kept => kept with { Tokens = kept.Tokens with { ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) } });
        Assert.Contains("refs/heads/main", await home.SucceedsAsync("git", Asking("prx auth helper git", "-C", clone, "ls-remote")), StringComparison.Ordinal);
        Credential second = await StoredAsync(world);
        Assert.NotEqual(first.UsableToken, second.UsableToken);

        // The server has ended it early: git is refused once, has it erased, and gets a new one the next time. Nobody signs in again.
        world.Control.ExpireAccessTokens(SimulatorArea.Oidc);
        string said = await home.FailsAsync("git", Asking("prx auth helper git", "-C", clone, "ls-remote"));
        Assert.DoesNotContain(second.UsableToken.Reveal(), said, StringComparison.Ordinal);
        Assert.Contains("refs/heads/main", await home.SucceedsAsync("git", Asking("prx auth helper git", "-C", clone, "ls-remote")), StringComparison.Ordinal);
        Assert.NotEqual(second.UsableToken, (await StoredAsync(world)).UsableToken);
        Assert.False((await StoredAsync(world)).NeedsLogin);
    }

    private static async Task<Credential> StoredAsync(SimulatedWorld world)
    {
        using Core.Storage.FileCredentialStore store = world.OpenStore();
        return (await store.ReadAsync(new ProfileKey("corp", "default"), SimulatedWorld.Cancellation))!;
    }

    private static string[] Asking(string? helper, params string[] words) =>
        helper is null ? ["-c", "credential.helper=", .. words] : ["-c", "credential.helper=", "-c", $"credential.helper=!{helper}", .. words];
}
