using System.Net;
using System.Net.Sockets;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Sign-ins that end without a profile, each with its own name, and without a trace in what was there before.</summary>
public sealed class SignInFailureTests
{
    [Theory]
    [InlineData("corp")]
    [InlineData("google-gemini")]
    [Conformance("N38")]
    public async Task A_person_who_says_no_ends_it_and_keeps_what_was_there(string provider)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential before = await world.SignInAsync(provider);
        world.Control.Consent = ConsentMode.Deny;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AccessDenied, () => world.SignInAsync(provider));

        Assert.Equal(provider, failure.Target);
        Assert.Contains("was not connected", await world.Browser.LastPageAsync(), StringComparison.Ordinal);
        Assert.Equal(before.UsableToken, (await world.GetAsync(provider)).UsableToken);
    }

    [Fact]
    public async Task Nobody_who_comes_is_a_time_out()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Consent = ConsentMode.Ignore;

        Task<Credential> signingIn = world.SignInAsync(new SignInRequest { Provider = "corp", Timeout = TimeSpan.FromSeconds(20) });
        while (world.Person.Waits.IsEmpty)
        {
            await Task.WhenAny(signingIn, Task.Delay(1, SimulatedWorld.Cancellation));
        }

        world.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(signingIn.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.SignInTimedOut, () => signingIn);
        Assert.Contains("20 seconds", failure.Message, StringComparison.Ordinal);
        Assert.True(world.Person.Waits.Last().IsOver);
    }

    [Fact]
    public async Task The_config_says_how_long_a_person_is_waited_for()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Google.PolicyPage = true;
        world.EditConfig(text => text.Replace("auto_refresh = true", "auto_refresh = true\ntimeout_seconds = 45", StringComparison.Ordinal));

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.SignInTimedOut, () => world.RunClockAsync(world.SignInAsync("google-gemini")));

        Assert.Contains("45 seconds", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corp", IssuerMode.Wrong)]
    [InlineData("corp", IssuerMode.Absent)]
    [InlineData("google-gemini", IssuerMode.Wrong)]
    [Conformance("N21", "N28", "N29", "N30")]
    public async Task An_answer_of_another_issuer_is_refused_before_its_code_is_used(string provider, IssuerMode issuer)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Issuer = issuer;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.RedirectInvalid, () => world.SignInAsync(provider));

        Assert.Contains("RFC 9207", failure.Message, StringComparison.Ordinal);
        Assert.Contains("failed", await world.Browser.LastPageAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(world.Control.Requests, request => request.Path.EndsWith("/token", StringComparison.Ordinal));
        Assert.Empty(world.SealedFiles());
    }

    [Fact]
    [Conformance("N28")]
    public async Task A_refusal_of_another_issuer_is_no_refusal_of_ours()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Issuer = IssuerMode.Wrong;
        world.Control.Consent = ConsentMode.Deny;

        await world.FailsAsync(PrxAuthError.RedirectInvalid, () => world.SignInAsync("corp"));
    }

    [Fact]
    [Conformance("N30")]
    public async Task An_issuer_that_was_never_promised_may_be_absent()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Issuer = IssuerMode.Absent;

        Assert.NotNull((await world.SignInAsync("google-gemini")).Account);
    }

    [Fact]
    [Conformance("N35")]
    public async Task Metadata_of_another_issuer_is_not_used()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.MetadataNamesAnotherIssuer = true;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.MetadataInvalid, () => world.SignInAsync("corp"));

        Assert.Contains("http://127.0.0.1:9/", failure.Message, StringComparison.Ordinal);
        Assert.Empty(world.Browser.Opened);
    }

    [Theory]
    [InlineData(IdTokenFlaw.WrongSignature, "signature")]
    [InlineData(IdTokenFlaw.NotSigned, "algorithm")]
    [InlineData(IdTokenFlaw.WrongIssuer, "issuer")]
    [InlineData(IdTokenFlaw.WrongAudience, "audience")]
    [InlineData(IdTokenFlaw.WrongNonce, "nonce")]
    [InlineData(IdTokenFlaw.Expired, "exp")]
    [Conformance("N43", "N44")]
    public async Task A_flawed_id_token_is_refused_by_the_name_of_its_flaw(IdTokenFlaw flaw, string named)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("google-gemini");
        world.Control.Google.IdToken = flaw;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.IdTokenInvalid, () => world.SignInAsync("google-gemini"));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.Contains("failed", await world.Browser.LastPageAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IdTokenFlaw.None, "100000000000000001001")]
    [InlineData(IdTokenFlaw.Absent, "100000000000000001001")]
    [InlineData(IdTokenFlaw.WrongSubject, "199999999999999999999")]
    public async Task The_signed_claims_say_who_signed_in(IdTokenFlaw flaw, string subject)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Google.IdToken = flaw;

        Assert.Equal(subject, (await world.SignInAsync("google-gemini")).Subject);
    }

    [Theory]
    [InlineData(400, PrxAuthError.IdTokenInvalid)]
    [InlineData(-4, null)]
    [InlineData(4, null)]
    [InlineData(-400, PrxAuthError.IdTokenInvalid)]
    [Conformance("N44")]
    public async Task A_clock_that_is_far_off_is_named(int minutes, PrxAuthError? error)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.AdvanceClock(TimeSpan.FromMinutes(minutes));
        if (error is null)
        {
            Assert.NotNull(await world.SignInAsync("google-gemini"));
            return;
        }

        PrxAuthException failure = await world.FailsAsync(error.Value, () => world.SignInAsync("google-gemini"));

        Assert.Contains("clock", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_set_that_cannot_be_fetched_stores_nothing()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Break("/google/oauth2/v3/certs", FaultMode.ServiceUnavailable, count: 3);

        await world.FailsAsync(PrxAuthError.ProviderFailed, () => world.SignInAsync("google-gemini"));

        world.Control.Break("/google/oauth2/v3/certs", FaultMode.Html);
        await world.FailsAsync(PrxAuthError.IdTokenInvalid, () => world.SignInAsync("google-gemini"));
    }

    [Theory]
    [InlineData("client_id", PrxAuthError.ClientIdMissing)]
    [InlineData("client_secret", PrxAuthError.ClientSecretMissing)]
    public async Task A_missing_client_is_told_before_any_request(string key, PrxAuthError error)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(string.Join('\n', File.ReadLines(world.ConfigFile)
            .Where(line => !(line.StartsWith($"{key} ", StringComparison.Ordinal) && line.Contains("emini", StringComparison.Ordinal))
                && !(key == "client_secret" && line.Contains("GOCSPX", StringComparison.Ordinal)))));

        PrxAuthException failure = await world.FailsAsync(error, () => world.SignInAsync("google-gemini"));

        Assert.Contains(key, failure.Recommendation, StringComparison.Ordinal);
        Assert.Empty(world.Control.Requests);
    }

    [Fact]
    [Conformance("P11")]
    public async Task A_wrong_client_is_named_and_its_secret_is_not()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.EditConfig(text => text.Replace(SimulatorClients.GoogleDesktopSecret, "GOCSPX-wrong", StringComparison.Ordinal));

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ClientRejected, () => world.SignInAsync("google-gemini"));

        Assert.Contains(SimulatorClients.GoogleDesktop, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("GOCSPX", failure.Message + failure.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("google-gemini", SignInFlow.DeviceCode)]
    [InlineData("github-copilot", SignInFlow.Browser)]
    [InlineData("github-copilot", SignInFlow.Paste)]
    [InlineData("runbook", SignInFlow.Browser)]
    public async Task A_flow_that_the_provider_lacks_names_those_it_has(string provider, SignInFlow flow)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.FlowNotSupported, () => world.SignInAsync(provider, flow));

        Assert.Contains("it offers: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corp", null)]
    [InlineData("corp", SignInFlow.DeviceCode)]
    [InlineData("corp", SignInFlow.Paste)]
    [InlineData("github-copilot", null)]
    public async Task Where_nobody_is_nothing_is_asked(string provider, SignInFlow? flow)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = new ScriptedPerson { IsInteractive = false };

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.InteractionRequired, () => world.SignInAsync(provider, flow));

        Assert.Contains("-ClientCredential", failure.Recommendation, StringComparison.Ordinal);
        Assert.Empty(world.Browser.Opened);
        Assert.DoesNotContain(world.Control.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.RedirectPortInUse, () => world.SignInAsync(new SignInRequest { Provider = "corp", Port = port }));

        Assert.Contains($"{port}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crop")]
    [InlineData("../corp")]
    public async Task An_unknown_provider_is_named(string provider)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        await world.FailsAsync(PrxAuthError.ProviderUnknown, () => world.SignInAsync(provider));
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task A_profile_name_that_is_none_is_refused_before_anything_happens(string profile)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        await world.FailsAsync(PrxAuthError.ProfileNameInvalid, () => world.SignInAsync("corp", profile: profile));

        Assert.Empty(world.Control.Requests);
    }
}
