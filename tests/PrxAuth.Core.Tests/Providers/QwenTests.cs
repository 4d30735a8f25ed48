using System.Net;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

/// <summary>Qwen, by a table of the config file: device codes with a proof key, and an API host that comes with the tokens.</summary>
public sealed class QwenTests
{
    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true };

    [Fact]
    public async Task A_device_code_with_a_proof_key_signs_in_and_the_profile_names_the_api_of_the_account()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.AutoApproveAfterPolls = 2;
        DateTimeOffset start = world.Clock.GetUtcNow();

        Credential credential = await world.RunClockAsync(world.SignInAsync("qwen"));

        Assert.Equal(SignInFlow.DeviceCode, credential.Flow);
        Assert.Equal(new Uri("https://portal.qwen.example"), (await world.ViewAsync("qwen")).Endpoint);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync("qwen/v1/models", credential.UsableToken));
        // No interval means five seconds (RFC 8628 section 3.2).
        Assert.True(world.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(15));
        Assert.Contains("user_code=", Assert.Single(world.Browser.Opened).Query, StringComparison.Ordinal);
        Assert.Null(credential.Account);
    }

    [Fact]
    public async Task Without_the_proof_key_no_code_is_given()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.EditConfig(text => text.Replace("device_proof_key = true", "device_proof_key = false", StringComparison.Ordinal));

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AuthorizationFailed, () => world.SignInAsync("qwen"));

        Assert.Contains("code challenge", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_down_with_status_429_lowers_the_pace()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.SlowDown(1);
        DateTimeOffset start = world.Clock.GetUtcNow();

        await world.RunClockAsync(world.SignInAsync("qwen"));

        Assert.True(world.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(5 + 10));
        Assert.Contains(world.Person.Steps, step => step.Contains("slow down", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dead_code_with_status_401_ends_it_whatever_the_body(bool text)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Qwen.TextErrors = text;

        Task<Credential> signingIn = world.SignInAsync("qwen");
        await world.Person.Code;
        world.Control.AdvanceClock(TimeSpan.FromMinutes(16));

        await world.FailsAsync(PrxAuthError.DeviceCodeExpired, () => world.RunClockAsync(signingIn));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Qwen).DevicePolls);
    }

    [Fact]
    public async Task A_person_who_says_no_ends_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Task<Credential> signingIn = world.SignInAsync("qwen");
        Assert.True(await world.Control.DenyDeviceAsync((await world.Person.Code).UserCode, SimulatedWorld.Cancellation));

        await world.FailsAsync(PrxAuthError.AccessDenied, () => world.RunClockAsync(signingIn));
    }

    [Theory]
    [InlineData("https://dashscope.qwen.example/v1", "https://dashscope.qwen.example/v1")]
    [InlineData(null, "https://portal.qwen.example")]
    [InlineData("http://elsewhere.example", "https://portal.qwen.example")]
    public async Task A_refresh_rotates_and_may_move_the_api_but_never_to_where_no_token_may_go(string? resource, string endpoint)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        Credential first = await world.RunClockAsync(world.SignInAsync("qwen"));
        world.Clock.Advance(TimeSpan.FromHours(7));
        world.Control.Qwen.ResourceUrl = resource;

        Credential second = await world.GetAsync("qwen");

        Assert.NotEqual(first.Tokens.RefreshToken, second.Tokens.RefreshToken);
        Assert.Equal(new Uri(endpoint), (await world.ViewAsync("qwen")).Endpoint);
    }

    [Fact]
    public async Task A_refresh_token_that_does_not_rotate_goes_on()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        Credential first = await world.RunClockAsync(world.SignInAsync("qwen"));
        world.Control.Qwen.Rotates = false;
        world.Clock.Advance(TimeSpan.FromHours(7));

        Assert.Equal(first.Tokens.RefreshToken, (await world.GetAsync("qwen")).Tokens.RefreshToken);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_dead_refresh_token_is_known_by_its_status(bool unauthorized, bool text)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        await world.RunClockAsync(world.SignInAsync("qwen"));
        world.Clock.Advance(TimeSpan.FromHours(7));
        (world.Control.Qwen.DeadRefreshIsUnauthorized, world.Control.Qwen.TextErrors) = (unauthorized, text);
        await world.Control.RevokeAllAsync(SimulatorArea.Qwen, SimulatedWorld.Cancellation);

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("qwen"));

        Assert.Equal(ProfileStatus.NeedsLogin, (await world.ViewAsync("qwen")).Status);
    }

    [Fact]
    public async Task Without_the_key_for_it_a_status_alone_costs_no_login()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        await world.RunClockAsync(world.SignInAsync("qwen"));
        world.EditConfig(text => text.Replace("login_required_status = [400, 401]", "", StringComparison.Ordinal));
        world.Clock.Advance(TimeSpan.FromHours(7));
        world.Control.Qwen.TextErrors = true;
        await world.Control.RevokeAllAsync(SimulatorArea.Qwen, SimulatedWorld.Cancellation);

        await world.FailsAsync(PrxAuthError.ProviderResponseInvalid, () => world.GetAsync("qwen"));
    }

    [Fact]
    public async Task A_refused_client_and_a_rate_limit_cost_no_login()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        Credential first = await world.RunClockAsync(world.SignInAsync("qwen"));
        world.Clock.Advance(TimeSpan.FromHours(7));
        world.Control.Break("/qwen/api/v1/oauth2/token", FaultMode.TooManyRequests);

        await world.FailsAsync(PrxAuthError.ProviderThrottled, () => world.GetAsync("qwen"));
        await world.RewriteAsync(first.Key, current => current with { ClientId = "another-client" });
        await world.FailsAsync(PrxAuthError.ClientRejected, () => world.GetAsync("qwen"));
    }

    [Fact]
    public async Task Signing_out_says_that_nothing_could_be_revoked()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        Credential credential = await world.RunClockAsync(world.SignInAsync("qwen"));

        Assert.Equal(RevocationOutcome.NotSupported, (await world.SignOutAsync(credential.Key))!.Outcome);
        Assert.Empty(world.SealedFiles());
    }
}
