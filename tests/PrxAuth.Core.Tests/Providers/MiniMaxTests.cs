using System.Net;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

/// <summary>MiniMax, by a table of the config file: HTTP 200 for everything, a state that comes back, and times in two units.</summary>
public sealed class MiniMaxTests
{
    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_user_code_signs_in_whichever_unit_the_times_have(bool seconds)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.MiniMax.Seconds = seconds;
        world.Control.AutoApproveAfterPolls = 2;
        DateTimeOffset start = world.Clock.GetUtcNow();

        Credential credential = await world.RunClockAsync(world.SignInAsync("minimax"));

        UserCodePrompt prompt = await world.Person.Code;
        Assert.InRange(prompt.ExpiresIn, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
        // Milliseconds read as seconds would outlast the code.
        Assert.True(world.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(15));
        Assert.InRange(credential.ExpiresAt!.Value - credential.Tokens.ReceivedAt, TimeSpan.FromMinutes(119), TimeSpan.FromMinutes(121));
        Assert.Equal(3, world.Control.Counts(SimulatorArea.MiniMax).DevicePolls);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync("minimax/v1/models", credential.UsableToken));
    }

    [Fact]
    public async Task A_state_that_comes_back_as_another_ends_it_before_any_poll()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.MiniMax.WrongState = true;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.RedirectInvalid, () => world.SignInAsync("minimax"));

        Assert.Contains("state", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Control.Counts(SimulatorArea.MiniMax).DevicePolls);
        Assert.DoesNotContain(world.Person.Heard, heard => heard.Contains("UserCode", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_with_status_200_ends_it_in_the_providers_words()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Task<Credential> signingIn = world.SignInAsync("minimax");
        Assert.True(await world.Control.DenyDeviceAsync((await world.Person.Code).UserCode, SimulatedWorld.Cancellation));
        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AuthorizationFailed, () => world.RunClockAsync(signingIn));

        Assert.Contains("user rejected the authorization", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_runs_out_ends_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions { DeviceInterval = 120 });

        await world.FailsAsync(PrxAuthError.DeviceCodeExpired, () => world.RunClockAsync(world.SignInAsync("minimax")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refresh_keeps_the_new_refresh_token_and_the_new_api(bool seconds)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        Credential first = await world.RunClockAsync(world.SignInAsync("minimax"));
        Assert.Equal(new Uri("https://api.minimax.example/anthropic"), (await world.ViewAsync("minimax")).Endpoint);
        (world.Control.MiniMax.Seconds, world.Control.MiniMax.ResourceUrl) = (seconds, "https://api2.minimax.example/anthropic");

        world.Clock.Advance(TimeSpan.FromHours(3));
        Credential second = await world.GetAsync("minimax");
        world.Clock.Advance(TimeSpan.FromHours(3));
        Credential third = await world.GetAsync("minimax");

        Assert.Equal(3, new[] { first, second, third }.Select(each => each.Tokens.RefreshToken).Distinct().Count());
        Assert.True(third.IsValidFor(TimeSpan.FromMinutes(110), world.Clock.GetUtcNow()));
        Assert.Equal(new Uri("https://api2.minimax.example/anthropic"), (await world.ViewAsync("minimax")).Endpoint);
    }

    [Fact]
    public async Task A_refused_refresh_says_what_the_provider_said_and_leaves_nothing_in_doubt()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        await world.RunClockAsync(world.SignInAsync("minimax"));
        world.Clock.Advance(TimeSpan.FromHours(3));
        await world.Control.RevokeAllAsync(SimulatorArea.MiniMax, SimulatedWorld.Cancellation);

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AuthorizationFailed, () => world.GetAsync("minimax"));

        Assert.Contains("refresh token is invalid", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ProfileStatus.Expired, (await world.ViewAsync("minimax")).Status);
    }

    [Fact]
    public async Task Signing_out_says_that_nothing_could_be_revoked()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        Credential credential = await world.RunClockAsync(world.SignInAsync("minimax"));

        Assert.Equal(RevocationOutcome.NotSupported, (await world.SignOutAsync(credential.Key))!.Outcome);
    }
}
