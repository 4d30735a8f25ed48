using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Wire;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Every way an endpoint can break, at every endpoint of a sign-in.</summary>
public sealed class SignInFaultTests
{
    private const string Discovery = "/.well-known/openid-configuration";

    public static TheoryData<string, FaultMode, PrxAuthError> Faults()
    {
        TheoryData<string, FaultMode, PrxAuthError> faults = [];
        foreach (string path in (string[])[Discovery, "/connect/token", "/connect/device"])
        {
            PrxAuthError unreadable = path == Discovery ? PrxAuthError.MetadataInvalid : PrxAuthError.ProviderResponseInvalid;
            faults.Add(path, FaultMode.Html, unreadable);
            faults.Add(path, FaultMode.EmptyObject, unreadable);
            faults.Add(path, FaultMode.NotJson, unreadable);
            faults.Add(path, FaultMode.Oversized, PrxAuthError.ProviderResponseInvalid);
            faults.Add(path, FaultMode.Redirect, PrxAuthError.ProviderResponseInvalid);
            faults.Add(path, FaultMode.InternalServerError, PrxAuthError.ProviderFailed);
            faults.Add(path, FaultMode.ServiceUnavailable, PrxAuthError.ProviderFailed);
            faults.Add(path, FaultMode.TooManyRequests, PrxAuthError.ProviderThrottled);
            faults.Add(path, FaultMode.Reset, PrxAuthError.ProviderUnreachable);
            faults.Add(path, FaultMode.Hang, PrxAuthError.ProviderTimedOut);
        }

        return faults;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    [Conformance("P12", "P13")]
    public async Task A_broken_endpoint_is_a_failure_with_a_name_and_nothing_is_lost(string path, FaultMode fault, PrxAuthError error)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        AuthSession fresh = world.Open();
        world.Control.ResetCounts();
        // A longer wait than is waited: what asks for it is not asked again.
        int tries = fault == FaultMode.Reset && path.StartsWith("/.well-known/", StringComparison.Ordinal) ? RetryPolicy.MaxRetries + 1 : 1;
        world.Control.Break(path, fault, tries, TimeSpan.FromSeconds(11));

        Task<Credential> signingIn = world.SignInAsync("corp", path == "/connect/device" ? SignInFlow.DeviceCode : SignInFlow.Browser, session: fresh);
        if (fault == FaultMode.Hang)
        {
            await world.RequestArrivesAsync(path);
            world.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        PrxAuthException failure = await world.FailsAsync(error, () => signingIn);

        Assert.Equal("corp", failure.Target);
        if (error is PrxAuthError.ProviderThrottled or PrxAuthError.ProviderFailed)
        {
            Assert.Equal(TimeSpan.FromSeconds(11), failure.RetryAfter);
            Assert.Contains("11 seconds", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(fault == FaultMode.Oversized, failure.Message.Contains("larger than 1024 KiB", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Control.Requests, request => request.Path == "/elsewhere");
        Assert.Equal(tries, world.Control.Requests.Count(request => request.Path == path));
        Assert.NotNull(await world.GetAsync("corp"));
    }

    [Theory]
    [InlineData("corp", "issuer")]
    [InlineData("github", "device")]
    public async Task A_closed_port_is_an_unreachable_provider(string provider, string what)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.EditConfig(text => text.Replace(world.Server.BaseAddress.AbsoluteUri, "http://127.0.0.1:1/", StringComparison.Ordinal));

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderUnreachable, () => world.SignInAsync(provider));

        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    [Fact]
    [Conformance("C07")]
    public async Task A_code_is_redeemed_once_even_where_the_answer_is_lost()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Break("/connect/token", FaultMode.Lost);

        await world.FailsAsync(PrxAuthError.ProviderUnreachable, () => world.SignInAsync("corp"));

        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).AllTokenRequests);
    }

    [Theory]
    [InlineData(SignInFlow.Browser)]
    [InlineData(SignInFlow.Paste)]
    [InlineData(SignInFlow.DeviceCode)]
    public async Task Cancelling_ends_the_wait_for_a_person_at_once(SignInFlow flow)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Consent = ConsentMode.Ignore;
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(SimulatedWorld.Cancellation);

        Task<Credential> signingIn = world.Session.SignIn.SignInAsync(
            new SignInRequest { Provider = "corp", Flow = flow }, world.Person, cancelling.Token);
        await (flow == SignInFlow.DeviceCode ? world.Person.Code : (Task)world.Person.Address).WaitAsync(SimulatedWorld.Cancellation);
        await cancelling.CancelAsync();

        await SimulatedWorld.EndsAsync(signingIn);
        Assert.Empty(world.SealedFiles());
        Assert.True(world.Person.Waits.Last().IsOver);
    }

    [Theory]
    [InlineData("/connect/token", SignInFlow.Browser)]
    [InlineData("/connect/device", SignInFlow.DeviceCode)]
    [InlineData(Discovery, SignInFlow.Browser)]
    public async Task Cancelling_ends_a_request_that_hangs_at_once(string path, SignInFlow flow)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Break(path, FaultMode.Hang);
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(SimulatedWorld.Cancellation);

        Task<Credential> signingIn = world.Session.SignIn.SignInAsync(
            new SignInRequest { Provider = "corp", Flow = flow }, world.Person, cancelling.Token);
        await world.RequestArrivesAsync(path);
        await cancelling.CancelAsync();

        await SimulatedWorld.EndsAsync(signingIn);
        Assert.Empty(world.SealedFiles());
    }

    [Fact]
    public async Task Cancelling_ends_a_poll_that_hangs_at_once()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Break("/connect/token", FaultMode.Hang);
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(SimulatedWorld.Cancellation);

        Task<Credential> signingIn = world.Session.SignIn.SignInAsync(
            new SignInRequest { Provider = "corp", Flow = SignInFlow.DeviceCode }, world.Person, cancelling.Token);
        await world.Person.Code.WaitAsync(SimulatedWorld.Cancellation);
        while (!world.Control.Requests.Any(request => request.Path == "/connect/token"))
        {
            world.Clock.Advance(TimeSpan.FromSeconds(world.Traffic.IsQuiet ? 1 : 0));
            await Task.Delay(1, SimulatedWorld.Cancellation);
        }

        await cancelling.CancelAsync();

        await SimulatedWorld.EndsAsync(signingIn);
    }

    [Fact]
    public async Task Cancelling_before_the_start_asks_nobody()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        await SimulatedWorld.EndsAsync(world.Session.SignIn.SignInAsync(
            new SignInRequest { Provider = "corp" }, world.Person, new CancellationToken(canceled: true)));

        Assert.Empty(world.Browser.Opened);
    }
}
