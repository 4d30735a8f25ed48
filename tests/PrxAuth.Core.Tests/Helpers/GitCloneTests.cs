using System.Diagnostics;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>The real git, a real git server over HTTP, and <c>prx</c> as a process between them.</summary>
public sealed class GitCloneTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("prxauth-git-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Clone_fetch_and_push_go_through_renewals_and_a_refused_token()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        Credential first = await world.SignInAsync("corp");
        WriteCommand();
        await SucceedsAsync(world, null, "init", "--quiet", "--bare", "--initial-branch=main", Path.Join(_directory, "served", "work.git"));
        await SucceedsAsync(world, null, "-C", Path.Join(_directory, "served", "work.git"), "config", "http.receivepack", "true");
        await using GitServer server = await GitServer.StartAsync(Path.Join(_directory, "served"), new Uri(world.Server.BaseAddress, "api/me"));
        world.NameHosts(server.Address.Authority);
        string url = new Uri(server.Address, "work.git").AbsoluteUri;
        string clone = Path.Join(_directory, "clone");

        // With nobody to ask there is nothing to get in with.
        Assert.NotEqual(0, (await GitAsync(world, helper: null, "clone", "--quiet", url, clone)).Status);

        await SucceedsAsync(world, "prx auth helper git", "clone", "--quiet", url, clone);
        await File.WriteAllTextAsync(Path.Join(clone, "a.txt"), "a", SimulatedWorld.Cancellation);
        await SucceedsAsync(world, null, "-C", clone, "add", "a.txt");
        await SucceedsAsync(world, null, "-C", clone, "-c", "user.name=a", "-c", "user.email=a@example.test", "commit", "--quiet", "-m", "a");
        await SucceedsAsync(world, "prx auth helper git --provider corp", "-C", clone, "push", "--quiet", "origin", "HEAD:main");
        Assert.Equal(["oauth2"], server.UserNames);
        Assert.Equal(first.UsableToken, (await StoredAsync(world)).UsableToken);

        // By the clock it has run out: renewed before git ever sees it.
        await world.RewriteAsync(first.Key, kept => kept with { Tokens = kept.Tokens with { ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) } });
        Assert.Contains("refs/heads/main", await SucceedsAsync(world, "prx auth helper git", "-C", clone, "ls-remote"), StringComparison.Ordinal);
        Credential second = await StoredAsync(world);
        Assert.NotEqual(first.UsableToken, second.UsableToken);

        // The server has ended it early: git is refused once, has it erased, and gets a new one the next time. Nobody signs in again.
        world.Control.ExpireAccessTokens(SimulatorArea.Oidc);
        (int status, string said) = await GitAsync(world, "prx auth helper git", "-C", clone, "ls-remote");
        Assert.NotEqual(0, status);
        Assert.DoesNotContain(second.UsableToken.Reveal(), said, StringComparison.Ordinal);
        Assert.Contains("refs/heads/main", await SucceedsAsync(world, "prx auth helper git", "-C", clone, "ls-remote"), StringComparison.Ordinal);
        Assert.NotEqual(second.UsableToken, (await StoredAsync(world)).UsableToken);
        Assert.False((await StoredAsync(world)).NeedsLogin);
    }

    private static async Task<Credential> StoredAsync(SimulatedWorld world)
    {
        using Core.Storage.FileCredentialStore store = world.OpenStore();
        return (await store.ReadAsync(new ProfileKey("corp", "default"), SimulatedWorld.Cancellation))!;
    }

    private async Task<string> SucceedsAsync(SimulatedWorld world, string? helper, params string[] words)
    {
        (int status, string said) = await GitAsync(world, helper, words);
        Assert.True(status == 0, $"git {string.Join(' ', words)}: {said}");
        return said;
    }

    private async Task<(int Status, string Said)> GitAsync(SimulatedWorld world, string? helper, params string[] words)
    {
        string[] configuration = helper is null ? ["-c", "credential.helper="] : ["-c", "credential.helper=", "-c", $"credential.helper=!{helper}"];
        var start = new ProcessStartInfo("git", [.. configuration, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in world.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["HOME"] = _directory;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ASKPASS"] = "false";
        start.Environment["PATH"] = $"{_directory}:{System.Environment.GetEnvironmentVariable("PATH")}";
        using Process git = Process.Start(start)!;
        Task<string> output = git.StandardOutput.ReadToEndAsync(SimulatedWorld.Cancellation);
        Task<string> error = git.StandardError.ReadToEndAsync(SimulatedWorld.Cancellation);
        await git.WaitForExitAsync(SimulatedWorld.Cancellation);
        return (git.ExitCode, await output + await error);
    }

    // prx as it is found on the path.
    private void WriteCommand()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command of this test is a shell script.");
        string command = Path.Join(_directory, "prx");
        File.WriteAllText(command, $"#!/bin/sh\nexec dotnet '{Path.Join(AppContext.BaseDirectory, "prx.dll")}' \"$@\"\n");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
