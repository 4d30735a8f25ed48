using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

/// <summary>What works with which provider: the cells of the table in docs/providers.md.</summary>
public sealed class ProviderMatrixTests
{
    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true };

    [Theory]
    [InlineData("github")]
    [InlineData("google-gemini")]
    [InlineData("microsoft")]
    [InlineData("gitlab")]
    [InlineData("huggingface")]
    [InlineData("corp")]
    [InlineData("builds")]
    public async Task Browser(string provider)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();

        Credential credential = await world.SignInAsync(provider, SignInFlow.Browser);

        Assert.Equal(SignInFlow.Browser, credential.Flow);
        Assert.StartsWith("alice", credential.Account, StringComparison.Ordinal);
        Assert.Equal(1, world.Control.Counts(ProviderWorlds.AreaOf(provider)).TokenRequestsOf("authorization_code"));
        Assert.Contains("code_challenge_method=S256", Assert.Single(world.Browser.Opened).Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github-copilot")]
    [InlineData("github")]
    [InlineData("google-gemini")]
    [InlineData("microsoft")]
    [InlineData("gitlab")]
    [InlineData("huggingface")]
    [InlineData("corp")]
    [InlineData("builds")]
    public async Task Device(string provider)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        if (provider == "google-gemini")
        {
            UseTvClient(world);
        }

        Credential credential = await world.RunClockAsync(world.SignInAsync(provider, SignInFlow.DeviceCode));

        Assert.Equal(SignInFlow.DeviceCode, credential.Flow);
        Assert.StartsWith("alice", credential.Account, StringComparison.Ordinal);
        Assert.NotEmpty((await world.Person.Code).UserCode);
        Assert.Empty(world.Browser.Opened);
    }

    [Theory]
    [InlineData("github")]
    [InlineData("google-gemini")]
    [InlineData("microsoft")]
    [InlineData("gitlab")]
    [InlineData("huggingface")]
    [InlineData("corp")]
    [InlineData("builds")]
    public async Task Paste(string provider)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        world.Person = ProviderWorlds.Pasting();

        Credential credential = await world.SignInAsync(provider, SignInFlow.Paste);

        Assert.Equal(SignInFlow.Paste, credential.Flow);
        Assert.StartsWith("alice", credential.Account, StringComparison.Ordinal);
        Assert.Empty(world.Browser.Opened);
    }

    [Theory]
    [InlineData("github-copilot")]
    [InlineData("github")]
    [InlineData("google-gemini")]
    [InlineData("microsoft")]
    [InlineData("gitlab")]
    [InlineData("huggingface")]
    [InlineData("corp")]
    [InlineData("builds")]
    public async Task GivenToken(string provider)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        Credential owner = await world.RunClockAsync(world.SignInAsync(provider));
        world.Person = new ScriptedPerson { IsInteractive = false };

        Credential given = await world.SignInAsync(new SignInRequest
        {
            Provider = provider,
            Profile = "given",
            Flow = SignInFlow.GivenToken,
            GivenToken = owner.Tokens.AccessToken,
        });

        Assert.Equal(owner.Tokens.AccessToken, given.Tokens.AccessToken);
        Assert.Equal(given.UsableToken, (await world.GetAsync(provider, "given")).UsableToken);
        RevocationResult? result = await ProviderWorlds.SignOutAsync(world, given.Key);
        Assert.Equal(RevocationOutcome.NotSupported, result!.Outcome);
    }

    [Theory]
    [InlineData("github-copilot")]
    [InlineData("github")]
    [InlineData("google-gemini")]
    [InlineData("microsoft")]
    [InlineData("gitlab")]
    [InlineData("huggingface")]
    [InlineData("corp")]
    [InlineData("builds")]
    public async Task Refresh(string provider)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        if (provider == "github")
        {
            // An OAuth app's tokens have no end; those of a GitHub App do.
            world.EditConfig(text => text.Replace(SimulatorClients.GitHubCli, SimulatorClients.GitHubApp, StringComparison.Ordinal));
            world.Control.GitHub.ExpiringTokens = true;
        }

        Credential first = await world.RunClockAsync(world.SignInAsync(provider));
        world.Clock.Advance(TimeSpan.FromHours(9));
        Credential second = await world.GetAsync(provider);
        world.Clock.Advance(TimeSpan.FromHours(9));
        Credential third = await world.GetAsync(provider);

        Assert.Equal(3, new[] { first.UsableToken, second.UsableToken, third.UsableToken }.Distinct().Count());
        Assert.True(third.IsValidFor(TimeSpan.FromMinutes(20), world.Clock.GetUtcNow()));
        Assert.Equal((first.Account, first.Subject), (third.Account, third.Subject));
    }

    [Theory]
    [InlineData("github-copilot")]
    [InlineData("github")]
    [InlineData("google-gemini")]
    [InlineData("gitlab")]
    [InlineData("corp")]
    [InlineData("builds")]
    public async Task Revoke(string provider)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        Credential credential = await world.RunClockAsync(world.SignInAsync(provider));

        RevocationResult? result = await ProviderWorlds.SignOutAsync(world, credential.Key);

        Assert.Equal(new RevocationResult(RevocationOutcome.Revoked, null), result);
        Assert.True(world.Control.Counts(ProviderWorlds.AreaOf(provider)).Revocations > 0);
        Assert.Empty(world.SealedFiles());
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("huggingface")]
    public async Task A_provider_without_revocation_says_so_and_the_profile_goes(string provider)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        Credential credential = await world.RunClockAsync(world.SignInAsync(provider));

        RevocationResult? result = await ProviderWorlds.SignOutAsync(world, credential.Key);

        Assert.Equal(RevocationOutcome.NotSupported, result!.Outcome);
        Assert.Empty(world.SealedFiles());
    }

    [Theory]
    [InlineData("github-copilot", "alice", "1001")]
    [InlineData("github", "alice", "1001")]
    [InlineData("google-gemini", "alice@example.test", "100000000000000001001")]
    [InlineData("microsoft", "alice@example.test", "000003e9-0000-4000-8000-000000000001")]
    [InlineData("gitlab", "alice", "1001")]
    [InlineData("huggingface", "alice", "6200000000000000000003e9")]
    [InlineData("corp", "alice@example.test", "alice-1001")]
    [InlineData("builds", "alice@example.test", "alice-1001")]
    public async Task AccountName(string provider, string account, string subject)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);

        Credential credential = await world.RunClockAsync(world.SignInAsync(provider));

        Assert.Equal((account, subject), (credential.Account, credential.Subject));
    }

    // Google gives device codes to clients of the type TV alone.
    private static void UseTvClient(SimulatedWorld world)
    {
        world.EditConfig(text => text
            .Replace($"\"{SimulatorClients.GoogleDesktop}\"", $"\"{SimulatorClients.GoogleTv}\"", StringComparison.Ordinal)
            .Replace($"\"{SimulatorClients.GoogleDesktopSecret}\"", $"\"{SimulatorClients.GoogleTvSecret}\"", StringComparison.Ordinal));
        ProviderWorlds.AddTo(world, "google-gemini", $"""
            device_authorization_endpoint = "{world.Server.BaseAddress}google/device/code"
            flows = ["device-code", "token"]
            scopes = ["openid", "email"]
            """);
    }
}
