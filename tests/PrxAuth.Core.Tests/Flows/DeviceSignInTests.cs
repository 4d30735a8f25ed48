using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Signing in with a device code (RFC 8628).</summary>
public sealed class DeviceSignInTests
{
    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true };

    [Theory]
    [InlineData("corp", "alice@example.test", "alice-1001")]
    [InlineData("github", "alice", "1001")]
    [InlineData("github-copilot", "alice", "1001")]
    public async Task A_device_code_signs_in(string provider, string account, string subject)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);

        Credential credential = await world.RunClockAsync(world.SignInAsync(provider, SignInFlow.DeviceCode));

        Assert.Equal(SignInFlow.DeviceCode, credential.Flow);
        Assert.Equal(account, credential.Account);
        Assert.Equal(subject, credential.Subject);
        Assert.Equal(credential.UsableToken, (await world.GetAsync(provider)).UsableToken);
        UserCodePrompt prompt = await world.Person.Code;
        Assert.NotEmpty(prompt.UserCode);
        Assert.False(prompt.BrowserOpened);
        Assert.Empty(world.Browser.Opened);
    }

    [Fact]
    public async Task The_code_is_offered_to_the_clipboard_before_it_is_shown_unless_that_is_not_wanted()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        var request = new SignInRequest { Provider = "corp", Flow = SignInFlow.DeviceCode, ShowQrCode = true };

        await world.RunClockAsync(world.SignInAsync(request));

        UserCodePrompt prompt = await world.Person.Code;
        Assert.Equal([prompt.UserCode], world.Person.Copied);
        Assert.Equal(UserCodeCopy.Copied, prompt.Copy);
        Assert.True(prompt.WantsQrCode);

        world.Person = new ScriptedPerson();
        await world.RunClockAsync(world.SignInAsync(request with { CopyCode = false, ShowQrCode = false }));
        Assert.Empty(world.Person.Copied);
        Assert.True((await world.Person.Code) is { Copy: UserCodeCopy.None, WantsQrCode: false });
    }

    [Fact]
    public async Task A_provider_with_device_codes_alone_opens_the_browser_at_its_page_and_shows_the_code()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);

        Credential credential = await world.RunClockAsync(world.SignInAsync("copilot"));

        UserCodePrompt prompt = await world.Person.Code;
        Assert.Equal(SignInFlow.DeviceCode, credential.Flow);
        Assert.True(prompt.BrowserOpened);
        Assert.Equal(prompt.VerificationUri, Assert.Single(world.Browser.Opened));
        Assert.Contains(world.Person.Notices, notice => notice.Contains("client id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_browser_the_device_code_takes_its_place()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);

        Credential credential = await world.RunClockAsync(
            world.SignInAsync(new SignInRequest { Provider = "corp", OpenBrowser = false }));

        Assert.Equal(SignInFlow.DeviceCode, credential.Flow);
        Assert.Empty(world.Browser.Opened);
    }

    [Fact]
    [Conformance("N16")]
    public async Task A_person_who_takes_their_time_is_waited_for()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.AutoApproveAfterPolls = 4;

        Credential credential = await world.RunClockAsync(world.SignInAsync("github"));

        Assert.Equal("alice", credential.Account);
        Assert.Equal(5, world.Control.Counts(SimulatorArea.GitHub).DevicePolls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Conformance("N15")]
    public async Task Slow_down_lowers_the_pace_for_good(bool namesTheInterval)
    {
        List<DateTimeOffset> polls = [];
        Func<DateTimeOffset> now = () => default;
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions
        {
            RequestReceived = request =>
            {
                if (request.Path == "/github/login/oauth/access_token")
                {
                    polls.Add(now());
                }
            },
        });
        now = world.Clock.GetUtcNow;
        world.Control.GitHub.SlowDownNamesInterval = namesTheInterval;
        world.Control.SlowDown(1);
        world.Control.AutoApproveAfterPolls = 1;

        await world.RunClockAsync(world.SignInAsync("github"));

        Assert.Equal(3, polls.Count);
        Assert.All(polls.Zip(polls.Skip(1), (one, next) => next - one), pause => Assert.True(pause >= TimeSpan.FromSeconds(10), $"{pause}"));
        Assert.Contains(world.Person.Steps, step => step.Contains("slow down", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaultMode.BadGateway)]
    [InlineData(FaultMode.ServiceUnavailable)]
    [InlineData(FaultMode.TooManyRequests)]
    [InlineData(FaultMode.Reset)]
    [Conformance("N17")]
    public async Task A_poll_that_fails_is_made_again_more_slowly(FaultMode fault)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving);
        world.Control.Break("/github/login/oauth/access_token", fault, count: 2);
        DateTimeOffset start = world.Clock.GetUtcNow();

        Credential credential = await world.RunClockAsync(world.SignInAsync("github"));

        Assert.Equal("alice", credential.Account);
        Assert.True(world.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(5 + 10 + 20));
    }

    [Fact]
    public async Task A_provider_that_wants_no_pause_still_gets_one_and_a_longer_one_when_it_fails()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(Approving with { DeviceInterval = 0 });
        world.Control.Break("/github/login/oauth/access_token", FaultMode.Reset, count: 3);
        DateTimeOffset start = world.Clock.GetUtcNow();

        await world.RunClockAsync(world.SignInAsync("github"));

        Assert.True(world.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(1 + 2 + 4 + 8));
    }

    [Theory]
    [InlineData("corp")]
    [InlineData("github")]
    [Conformance("N16")]
    public async Task A_person_who_says_no_ends_it(string provider)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = new ScriptedPerson();

        Task<Credential> signingIn = world.SignInAsync(provider, SignInFlow.DeviceCode);
        UserCodePrompt prompt = await world.Person.Code.WaitAsync(SimulatedWorld.Cancellation);
        Assert.True(await world.Control.DenyDeviceAsync(prompt.UserCode, SimulatedWorld.Cancellation));

        await world.FailsAsync(PrxAuthError.AccessDenied, () => world.RunClockAsync(signingIn));
        Assert.Empty(world.SealedFiles());
    }

    [Theory]
    [InlineData("corp")]
    [InlineData("github")]
    [Conformance("N19")]
    public async Task A_code_that_runs_out_ends_it_and_no_new_one_is_asked_for(string provider)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions { DeviceInterval = 60 });

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.DeviceCodeExpired, () => world.RunClockAsync(world.SignInAsync(provider, SignInFlow.DeviceCode)));

        Assert.Contains(provider, failure.Message, StringComparison.Ordinal);
        SimulatorArea area = provider == "corp" ? SimulatorArea.Oidc : SimulatorArea.GitHub;
        Assert.Equal(1, world.Control.Counts(area).DeviceAuthorizations);
    }

    [Fact]
    [Conformance("N18")]
    public async Task A_code_that_the_provider_calls_expired_ends_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Task<Credential> signingIn = world.SignInAsync("github");
        await world.Person.Code.WaitAsync(SimulatedWorld.Cancellation);
        world.Control.AdvanceClock(TimeSpan.FromMinutes(16));

        await world.FailsAsync(PrxAuthError.DeviceCodeExpired, () => world.RunClockAsync(signingIn));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.GitHub).DevicePolls);
    }

    [Fact]
    public async Task A_shorter_patience_than_the_codes_life_is_a_time_out()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        await world.FailsAsync(PrxAuthError.SignInTimedOut, () => world.RunClockAsync(world.SignInAsync(
            new SignInRequest { Provider = "github", Timeout = TimeSpan.FromSeconds(30) })));
    }

    [Fact]
    public async Task A_client_that_may_not_use_device_codes_is_told_so()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.GitHub.DeviceFlow = false;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AuthorizationFailed, () => world.SignInAsync("github"));

        Assert.Contains("device_flow_disabled", failure.Message, StringComparison.Ordinal);
    }
}
