using System.Collections.Specialized;
using System.Text;
using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Wire;

/// <summary>What the documents demand of a request and of how an answer is taken, looked at on the wire.</summary>
public sealed class ProtocolLinesTests
{
    private const string Device = """{"device_code":"dc-0123456789","user_code":"ABCD","verification_uri":"https://example.test/","interval":1}""";
    private const string Token = """{"access_token":"at-0123456789","refresh_token":"rt-0123456789","expires_in":3600}""";

    [Fact]
    [Conformance("N36", "C03", "C04")]
    public async Task Basic_credentials_are_form_encoded_first_and_stand_nowhere_else()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device" ? Device : Token));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw, "client_secret = \"a b:ä%+/&=\"\nclient_authentication = \"basic\"");
        world.EditConfig(text => text.Replace("raw-client", "raw:client ü", StringComparison.Ordinal));

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));
        await world.RenewAsync("raw");
        await world.Session.SignOut.SignOutAsync(
            credential.Key, world.Session.Profiles.Select("raw", null).Provider, localOnly: false, SimulatedWorld.Cancellation);

        Assert.Equal(["/device", "/revoke", "/token"], raw.Requests.Select(request => request.Path).Distinct().Order());
        Assert.All(raw.Requests, request =>
        {
            string field = Assert.Single(request.Head.Split("\r\n"), line => line.StartsWith("Authorization: Basic ", StringComparison.Ordinal));
            string[] parts = Encoding.ASCII.GetString(Convert.FromBase64String(field["Authorization: Basic ".Length..])).Split(':');
            Assert.Equal(2, parts.Length);
            Assert.Equal("raw:client ü", HttpUtility.UrlDecode(parts[0]));
            Assert.Equal("a b:ä%+/&=", HttpUtility.UrlDecode(parts[1]));
            Assert.Null(request["client_secret"]);
        });
    }

    [Fact]
    [Conformance("N12", "N31", "N36", "C05")]
    public async Task Requests_are_form_posts_with_every_member_once_and_none_empty()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device" ? Device : Token));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        world.EditConfig(text => text.Replace("[\"read\"]", "[]", StringComparison.Ordinal));

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));
        await world.RenewAsync("raw");
        await world.Session.SignOut.SignOutAsync(
            credential.Key, world.Session.Profiles.Select("raw", null).Provider, localOnly: false, SimulatedWorld.Cancellation);

        Assert.All(raw.Requests, request =>
        {
            Assert.StartsWith("POST ", request.Head, StringComparison.Ordinal);
            Assert.Contains("Content-Type: application/x-www-form-urlencoded", request.Head, StringComparison.Ordinal);
            Assert.Equal("raw-client", request["client_id"]);
            NameValueCollection members = HttpUtility.ParseQueryString(request.Body);
            Assert.All(members.AllKeys, name => Assert.NotEmpty(Assert.Single(members.GetValues(name)!)));
        });
        RawRequest[] asked = [.. raw.Requests];
        Assert.Equal("client_id=raw-client", asked[0].Body);
        Assert.Equal(("urn:ietf:params:oauth:grant-type:device_code", "dc-0123456789"), (asked[1]["grant_type"], asked[1]["device_code"]));
        Assert.Equal(("refresh_token", "rt-0123456789"), (asked[2]["grant_type"], asked[2]["refresh_token"]));
        Assert.Equal(("rt-0123456789", "refresh_token"), (asked[3]["token"], asked[3]["token_type_hint"]));
    }

    [Fact]
    [Conformance("N40", "C06")]
    public async Task A_refresh_asks_for_no_scope_and_keeps_what_was_granted_last()
    {
        int answers = 0;
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device" ? Device : ++answers switch
        {
            1 => """{"access_token":"at-1-0123456789","refresh_token":"rt-1-0123456789","expires_in":3600,"scope":"read write"}""",
            2 => """{"access_token":"at-2-0123456789","refresh_token":"rt-2-0123456789","expires_in":3600,"scope":"read"}""",
            _ => """{"access_token":"at-3-0123456789","expires_in":3600}""",
        }));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        await world.RunClockAsync(world.SignInAsync(new SignInRequest { Provider = "raw", Scopes = ["read", "write", "admin"] }));

        await world.RenewAsync("raw");
        Credential last = await world.RenewAsync("raw");

        RawRequest[] refreshes = [.. raw.Requests.Where(request => request["grant_type"] == "refresh_token")];
        Assert.Equal(["rt-1-0123456789", "rt-2-0123456789"], refreshes.Select(request => request["refresh_token"]));
        Assert.All(refreshes, request => Assert.Null(request["scope"]));
        Assert.Equal(["read"], last.Tokens.Scopes);
        Assert.Equal("rt-2-0123456789", last.Tokens.RefreshToken!.Reveal());
    }

    [Fact]
    [Conformance("N11", "N37", "C07", "C08", "C13")]
    public async Task A_redemption_that_fails_is_not_tried_in_another_way()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("""{"error":"invalid_grant","error_description":"code_challenge failed"}""", 400));
        await using SimulatedWorld world = await PasteAsync(raw);

        await world.FailsAsync(PrxAuthError.AuthorizationFailed, () => world.SignInAsync("raw"));

        RawRequest redeeming = Assert.Single(raw.Requests);
        NameValueCollection asked = HttpUtility.ParseQueryString((await world.Person.Address).Query);
        Assert.Equal(asked["redirect_uri"], redeeming["redirect_uri"]);
        Assert.Equal("raw-client", redeeming["client_id"]);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal(ProofKey.ChallengeOf(redeeming["code_verifier"]!), asked["code_challenge"]);
    }

    [Fact]
    [Conformance("N02", "C05", "C09", "C17")]
    public async Task The_query_of_an_endpoint_stays_and_the_config_replaces_nothing_that_protects()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply(Token));
        await using SimulatedWorld world = await PasteAsync(raw, "?tenant=a%20b", "authorization_parameters = { prompt = \"consent\", login_hint = \"\" }");

        await world.SignInAsync("raw");

        Uri address = await world.Person.Address;
        NameValueCollection asked = HttpUtility.ParseQueryString(address.Query);
        Assert.Equal(("a b", "consent", "S256"), (asked["tenant"], asked["prompt"], asked["code_challenge_method"]));
        Assert.Equal(43, asked["state"]!.Length);
        Assert.Equal(43, asked["code_challenge"]!.Length);
        Assert.All(asked.AllKeys, name => Assert.NotEmpty(Assert.Single(asked.GetValues(name)!)));
        Assert.Equal("code", asked["response_type"]);
        foreach (string name in (string[])["code_challenge", "code_challenge_method", "state", "nonce", "redirect_uri", "response_type"])
        {
            world.EditConfig(text => text.Replace("prompt =", $"{name} = \"plain\", prompt =", StringComparison.Ordinal));
            await world.FailsAsync(PrxAuthError.ConfigurationValue, () => world.SignInAsync("raw"));
            world.EditConfig(text => text.Replace($"{name} = \"plain\", ", "", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("client_secret = \"of-the-config\"", "of-the-config")]
    [InlineData("client_secret_env = \"RAW_SECRET\"", "of-the-environment")]
    [Conformance("N06")]
    public async Task A_secret_is_sent_where_the_user_has_one_and_none_is_needed_otherwise(string keys, string? secret)
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device" ? Device : Token));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw, keys);
        world.Environment["RAW_SECRET"] = "of-the-environment";

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));
        await world.RenewAsync("raw");
        await world.Session.SignOut.SignOutAsync(
            credential.Key, world.Session.Profiles.Select("raw", null).Provider, localOnly: false, SimulatedWorld.Cancellation);

        Assert.Equal(5, raw.Requests.Count);
        Assert.All(raw.Requests, request =>
        {
            Assert.Equal(secret, request["client_secret"]);
            Assert.Null(request["client_assertion"]);
            Assert.DoesNotContain("\nAuthorization:", request.Head, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    [Conformance("N25")]
    public async Task No_flow_asks_with_a_password()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device" ? Device : Token));
        await using SimulatedWorld world = await PasteAsync(raw);
        world.WriteConfig(raw.ConfigToml($"""
            authorization_endpoint = "{raw.Address}authorize"
            client_secret = "secret-words"
            assertion_env = "ASSERTION"
            assertion_use = "jwt-bearer"
            flows = ["browser", "paste", "device-code", "client-credentials", "federated", "token"]
            """));
        world.Environment["ASSERTION"] = "assertion-words";
        world.Browser.Detour = address => new Uri(
            $"{HttpUtility.ParseQueryString(address.Query)["redirect_uri"]}?code=the-code&state={HttpUtility.ParseQueryString(address.Query)["state"]}");

        // A flow that is new here must show its grant here too.
        foreach (SignInFlow flow in Enum.GetValues<SignInFlow>().Where(flow => flow != SignInFlow.GivenToken))
        {
            await world.RunClockAsync(world.SignInAsync("raw", flow, $"by-{flow}"));
            await world.RenewAsync("raw", $"by-{flow}");
        }

        Assert.Equal(
            [
                "authorization_code", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ],
            raw.Requests.Where(request => request.Path == "/token").Select(request => request["grant_type"]).Distinct().Order(StringComparer.Ordinal));
        world.EditConfig(text => text.Replace("\"token\"]", "\"password\"]", StringComparison.Ordinal));
        await world.FailsAsync(PrxAuthError.ConfigurationValue, () => world.SignInAsync("raw"));
    }

    [Fact]
    [Conformance("C14")]
    public async Task A_redirect_with_more_than_is_known_is_taken()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply(Token));
        await using SimulatedWorld world = await PasteAsync(raw);
        world.Person = new ScriptedPerson
        {
            Paste = (address, _) => Task.FromResult(
                $"session_state=a.b&code=the-code&authuser=0&prompt=&state={HttpUtility.ParseQueryString(address.Query)["state"]}&of_tomorrow=%7B%7D"),
        };

        await world.SignInAsync("raw");

        Assert.Equal("the-code", Assert.Single(raw.Requests)["code"]);
    }

    [Fact]
    [Conformance("N13")]
    public async Task Without_an_interval_the_pause_is_five_seconds()
    {
        List<DateTimeOffset> times = [];
        SimulatedWorld? self = null;
        await using RawProvider raw = new(request =>
        {
            times.Add(self!.Clock.GetUtcNow());
            return RawProvider.Reply(request.Path == "/device" ? Device.Replace(",\"interval\":1", "", StringComparison.Ordinal)
                : times.Count < 4 ? """{"error":"authorization_pending"}""" : Token, times.Count is > 1 and < 4 ? 400 : 200);
        });
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        self = world;

        await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.Equal(4, times.Count);
        Assert.All(times.Zip(times.Skip(1), (one, next) => next - one), pause => Assert.True(pause >= TimeSpan.FromSeconds(5), $"{pause}"));
    }

    [Fact]
    [Conformance("N19")]
    public async Task No_poll_goes_out_after_the_codes_life()
    {
        List<DateTimeOffset> times = [];
        SimulatedWorld? self = null;
        await using RawProvider raw = new(request =>
        {
            times.Add(self!.Clock.GetUtcNow());
            return request.Path == "/device"
                ? RawProvider.Reply(Device.Replace("\"interval\":1", "\"interval\":5,\"expires_in\":12", StringComparison.Ordinal))
                : RawProvider.Reply("""{"error":"authorization_pending"}""", 400);
        });
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        self = world;

        await world.FailsAsync(PrxAuthError.DeviceCodeExpired, () => world.RunClockAsync(world.SignInAsync("raw")));

        Assert.InRange(times.Count, 2, 3);
        Assert.All(times, time => Assert.InRange(time - times[0], TimeSpan.Zero, TimeSpan.FromSeconds(12)));
    }

    [Fact]
    [Conformance("N14", "C18")]
    public async Task The_code_and_the_plain_page_are_shown_beside_the_complete_one()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device"
            ? Device.Replace("\"interval\"", "\"verification_uri_complete\":\"https://example.test/?code=ABCD\",\"interval\"", StringComparison.Ordinal)
            : Token));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);

        await world.RunClockAsync(world.SignInAsync("raw"));

        UserCodePrompt prompt = await world.Person.Code;
        Assert.Equal("ABCD", prompt.UserCode);
        Assert.Equal("https://example.test/", prompt.VerificationUri.AbsoluteUri);
        Assert.Equal("https://example.test/?code=ABCD", Assert.Single(world.Browser.Opened).AbsoluteUri);
        Assert.All(world.Person.Heard, text => Assert.DoesNotContain("dc-0123456789", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("invalid_grant")]
    [InlineData("invalid_request")]
    [InlineData("unsupported_grant_type")]
    [InlineData("an_error_of_tomorrow")]
    [Conformance("N16")]
    public async Task Any_other_error_stops_the_polling(string error)
    {
        await using RawProvider raw = new(request => request.Path == "/device"
            ? RawProvider.Reply(Device) : RawProvider.Reply($$"""{"error":"{{error}}"}""", 400));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);

        await world.FailsAsync(PrxAuthError.AuthorizationFailed, () => world.RunClockAsync(world.SignInAsync("raw")));

        Assert.Single(raw.Requests, request => request.Path == "/token");
    }

    [Theory]
    [InlineData("""{"access_token":"at-0123456789","access_token":"at-9876543210"}""", "application/json")]
    [InlineData("""{"error":"access_denied","access_token":"at-0123456789","error":""}""", "application/json")]
    [InlineData("access_token=at-0123456789&access_token=at-9876543210", "application/x-www-form-urlencoded")]
    [Conformance("C05")]
    public async Task An_answer_that_says_something_twice_says_nothing(string answer, string mediaType)
    {
        await using RawProvider raw = new(request => request.Path == "/device" ? RawProvider.Reply(Device) : RawProvider.Reply(answer, mediaType: mediaType));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);

        await world.FailsAsync(PrxAuthError.ProviderResponseInvalid, () => world.RunClockAsync(world.SignInAsync("raw")));
    }

    [Fact]
    [Conformance("N39")]
    public async Task Members_that_nobody_knows_are_passed_over()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device" ? Device
            : """{"access_token":"at-0123456789","new":{"a":[1,{"b":null}]},"Access_Token":"no","scope":"other"}"""));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.Equal("at-0123456789", credential.UsableToken.Reveal());
        Assert.Equal(["other"], credential.Tokens.Scopes);
    }

    [Fact]
    [Conformance("N27", "N42")]
    public async Task An_access_token_travels_in_the_authorization_header_alone()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path switch
        {
            "/device" => Device,
            "/me" => """{"sub":"1","email":"ada@example.test"}""",
            _ => Token,
        }));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw, $"account_endpoint = \"{raw.Address}me\"");

        await world.RunClockAsync(world.SignInAsync("raw"));

        RawRequest asking = Assert.Single(raw.Requests, request => request.Path == "/me");
        Assert.Contains("\r\nAuthorization: Bearer at-0123456789\r\n", asking.Head, StringComparison.Ordinal);
        Assert.Empty(asking.Body);
        Assert.All(raw.Requests, request => Assert.DoesNotContain("at-0123456789", request.Path, StringComparison.Ordinal));
    }

    [Fact]
    [Conformance("P13")]
    public async Task Endless_headers_are_not_read()
    {
        string headers = string.Concat(Enumerable.Range(0, 80).Select(i => $"X-Fill-{i}: {new string('x', 1024)}\r\n"));
        await using RawProvider raw = new(_ => RawProvider.Reply(Device, headers: headers));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderResponseInvalid, () => world.SignInAsync("raw"));

        Assert.Contains("larger than", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<SimulatedWorld> PasteAsync(RawProvider raw, string query = "", string more = "")
    {
        SimulatedWorld world = await RawAnswerTests.StartAsync(
            raw, $"authorization_endpoint = \"{raw.Address}authorize{query}\"\nflows = [\"paste\"]\n{more}");
        world.Person = new ScriptedPerson
        {
            Paste = (address, _) => Task.FromResult($"code=the-code&state={HttpUtility.ParseQueryString(address.Query)["state"]}"),
        };
        return world;
    }
}
