using System.Text.Json;
using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Protocol;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Wire;

/// <summary>No secret of a whole life of a profile is ever shown, whatever a provider says back.</summary>
public sealed class LeakTests
{
    private const string ClientSecret = "client-secret-words-only";
    private const string DeviceCode = "dc-short";
    private const string RefreshToken = "rt-short";
    private const string AccessToken = "at-short";

    [Fact]
    public async Task Nothing_that_is_shown_or_logged_holds_a_secret()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions { AutoApproveDevice = true });
        List<Credential> lives = [];
        foreach (string provider in (string[])["corp", "google-gemini", "github", "copilot"])
        {
            lives.Add(await world.RunClockAsync(world.SignInAsync(provider)));
        }

        world.Person = new ScriptedPerson { Paste = async (address, _) => (await HttpBrowser.FindRedirectAsync(address)).AbsoluteUri };
        lives.Add(await world.SignInAsync("corp", SignInFlow.Paste, "pasted"));
        lives.Add(await world.SignInAsync("runbook", SignInFlow.ClientCredentials));
        world.Clock.Advance(TimeSpan.FromHours(2));
        foreach (string provider in (string[])["corp", "google-gemini", "copilot", "runbook"])
        {
            lives.Add(await world.GetAsync(provider));
        }

        List<object?> shown = [.. world.Person.Heard, .. world.Person.Waits, .. lives];
        foreach (Credential one in lives)
        {
            shown.AddRange([one.Tokens, one.Service, world.Session.Profiles.Describe(one), JsonSerializer.Serialize(world.Session.Profiles.Describe(one))]);
        }

        shown.AddRange(world.Control.Requests);
        foreach (string secret in Secrets(lives).Append(SimulatorClients.RunbookSecret).Append(SimulatorClients.GoogleDesktopSecret))
        {
            Assert.All(shown, one => Assert.DoesNotContain(secret, one?.ToString() ?? string.Empty, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_that_is_shown_holds_a_key_an_assertion_or_a_proof()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.EnterJob();
        world.Environment["WORKLOAD_ASSERTION"] = world.Server.IssueAssertion();
        List<Credential> lives =
        [
            await world.SignInAsync("corp-dpop"),
            await world.SignInAsync("corp-keyed"),
            await world.SignInAsync("workload", SignInFlow.Federated),
            await world.SignInAsync("workload-exchange", SignInFlow.Federated),
        ];
        world.Clock.Advance(TimeSpan.FromHours(2));
        List<PrxAuthException> failures =
        [
            await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.AuthorizationFailed, () => world.GetAsync("workload-exchange")),
        ];
        lives.AddRange([await world.GetAsync("corp-dpop"), await world.GetAsync("corp-keyed"), await world.GetAsync("workload")]);
        await world.RewriteAsync(lives[0].Key, stored => stored with { DpopKey = DpopKey.Create() });
        failures.Add(await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.RenewAsync("corp-dpop")));

        List<object?> shown = [.. world.Person.Heard, .. lives, .. failures.SelectMany(Texts), .. world.Control.Requests, .. world.Browser.Opened];
        shown.AddRange(lives.Select(one => JsonSerializer.Serialize(world.Session.Profiles.Describe(one))));
        string[] keyLines = SimulatorClients.KeyedKeyPem.Split('\n')[1..^1];
        foreach (string secret in Secrets(lives).Concat(keyLines).Append(lives[0].DpopKey!.Reveal()).Append(world.Environment["WORKLOAD_ASSERTION"])
            .Append(FederationScenario.JobToken))
        {
            Assert.All(shown, one => Assert.DoesNotContain(secret, one?.ToString() ?? string.Empty, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("client_authentication = \"private_key_jwt\"\nclient_key_env = \"KEY\"", SignInFlow.ClientCredentials, "client_assertion")]
    [InlineData("client_authentication = \"private_key_jwt\"\nclient_key_env = \"KEY\"\npushed_authorization_request_endpoint = \"RAWpar\"", SignInFlow.Paste, "client_assertion")]
    [InlineData("assertion_env = \"ASSERTION\"", SignInFlow.Federated, "client_assertion")]
    [InlineData("assertion_env = \"ASSERTION\"\nassertion_use = \"jwt-bearer\"", SignInFlow.Federated, "assertion")]
    [InlineData("assertion_env = \"ASSERTION\"\nassertion_use = \"token-exchange\"", SignInFlow.Federated, "subject_token")]
    public async Task A_provider_that_echoes_an_assertion_is_not_quoted(string keys, SignInFlow flow, string member)
    {
        await using RawProvider raw = new(request => Echo(request, "invalid_request"));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(
            raw, $"{keys.Replace("RAW", raw.Address.AbsoluteUri, StringComparison.Ordinal)}\nauthorization_endpoint = \"{raw.Address}authorize\"\nflows = [\"client-credentials\", \"paste\", \"federated\"]");
        world.Environment["KEY"] = SimulatorClients.KeyedKeyPem;
        world.Environment["ASSERTION"] = "assertion-words-only";

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AuthorizationFailed, () => world.SignInAsync("raw", flow));

        string sent = Assert.Single(raw.Requests)[member]!;
        Assert.All(Texts(failure), text => Assert.DoesNotContain(sent, text, StringComparison.Ordinal));
        Assert.All(Texts(failure), text => Assert.DoesNotContain(sent.Split('.')[^1], text, StringComparison.Ordinal));
    }

    [Fact]
    [Conformance("N09")]
    public async Task The_verifier_leaves_for_the_token_endpoint_alone()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("""{"access_token":"at-0123456789"}"""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml($"authorization_endpoint = \"{raw.Address}authorize\"\nflows = [\"paste\"]"));
        world.Person = new ScriptedPerson
        {
            Paste = (address, _) => Task.FromResult($"code=the-code&state={HttpUtility.ParseQueryString(address.Query)["state"]}"),
        };

        await world.SignInAsync("raw");

        RawRequest redeeming = Assert.Single(raw.Requests);
        string verifier = redeeming["code_verifier"]!;
        string challenge = HttpUtility.ParseQueryString((await world.Person.Address).Query)["code_challenge"]!;
        Assert.Equal(43, verifier.Length);
        Assert.Equal(ProofKey.ChallengeOf(verifier), challenge);
        Assert.Equal("/token", redeeming.Path);
        Assert.DoesNotContain(world.Person.Heard, text => text.Contains(verifier, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("invalid_grant", PrxAuthError.LoginRequired)]
    [InlineData("invalid_client", PrxAuthError.ClientRejected)]
    [InlineData("invalid_request", PrxAuthError.AuthorizationFailed)]
    public async Task A_provider_that_echoes_what_it_was_sent_is_not_quoted(string error, PrxAuthError expected)
    {
        await using RawProvider raw = new(request => request.Path switch
        {
            "/device" => RawProvider.Reply(
                $$"""{"device_code":"{{DeviceCode}}","user_code":"ABCD","verification_uri":"https://example.test/","interval":1}"""),
            "/token" when request["grant_type"] != "refresh_token" => RawProvider.Reply(
                $$"""{"access_token":"{{AccessToken}}","refresh_token":"{{RefreshToken}}","expires_in":5}"""),
            _ => Echo(request, error),
        });
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw, $"client_secret = \"{ClientSecret}\"");
        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(expected, () => world.GetAsync("raw"));
        RevocationResult? revocation = await world.Session.SignOut.SignOutAsync(
            credential.Key, world.Session.Profiles.Select("raw", null).Provider, localOnly: false, SimulatedWorld.Cancellation);

        Assert.Equal(RevocationOutcome.Failed, revocation!.Outcome);
        Assert.Contains(raw.Requests, request => request.Body.Contains(RefreshToken, StringComparison.Ordinal));
        foreach (string text in (string[])[.. Texts(failure), revocation.Reason!])
        {
            Assert.All((string[])[ClientSecret, RefreshToken, AccessToken, DeviceCode], secret =>
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("/device")]
    [InlineData("/token")]
    public async Task A_provider_that_echoes_a_sign_in_is_not_quoted(string path)
    {
        await using RawProvider raw = new(request => request.Path == path
            ? Echo(request, "invalid_request")
            : RawProvider.Reply($$"""{"device_code":"{{DeviceCode}}","user_code":"ABCD","verification_uri":"https://example.test/","interval":1}"""));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw, $"client_secret = \"{ClientSecret}\"");

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.AuthorizationFailed, () => world.RunClockAsync(world.SignInAsync("raw")));

        Assert.All(Texts(failure), text => Assert.DoesNotContain(ClientSecret, text, StringComparison.Ordinal));
        Assert.All(Texts(failure), text => Assert.DoesNotContain(DeviceCode, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_provider_says_does_not_get_into_the_store_with_a_secret_or_an_escape()
    {
        await using RawProvider raw = new(request => request.Path switch
        {
            "/device" => RawProvider.Reply("""{"device_code":"dc","user_code":"AB","verification_uri":"https://example.test/","interval":1}"""),
            "/token" when request["grant_type"] != "refresh_token" => RawProvider.Reply(
                $$"""{"access_token":"{{AccessToken}}","refresh_token":"{{RefreshToken}}","expires_in":5}"""),
            _ => RawProvider.Reply($$"""{"error":"invalid_grant","error_description":"\u001b[31m{{RefreshToken}}\u202e is dead"}""", 400),
        });
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("raw"));

        using FileCredentialStore store = world.OpenStore();
        string reason = (await store.ReadAsync(credential.Key, SimulatedWorld.Cancellation))!.LoginRequiredReason!;
        Assert.DoesNotContain(RefreshToken, reason, StringComparison.Ordinal);
        Assert.DoesNotContain(reason, c => char.IsControl(c) || c == '\u202e');
        Assert.Contains("is dead", reason, StringComparison.Ordinal);
    }

    private static byte[] Echo(RawRequest request, string error) => RawProvider.Reply(
        JsonSerializer.Serialize(new { error, error_description = $"You sent: {HttpUtility.UrlDecode(request.Body)}" }), 400);

    private static IEnumerable<string> Texts(PrxAuthException failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            yield return e.ToString();
        }

        yield return failure.Recommendation;
    }

    private static IEnumerable<string> Secrets(IEnumerable<Credential> lives) => lives
        .SelectMany(one => (Secret?[])[one.Tokens.AccessToken, one.Tokens.RefreshToken, one.Tokens.IdToken, one.Service?.Token])
        .OfType<Secret>()
        .Select(secret => secret.Reveal())
        .Distinct();
}
