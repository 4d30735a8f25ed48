using System.Text;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Wire;

/// <summary>Answers that no proper server gives, byte for byte, from the socket to the failure.</summary>
public sealed class RawAnswerTests
{
    private const string Device = """{"device_code":"dc-secret-0123456789","user_code":"ABCD-EFGH","verification_uri":"https://example.test/device","interval":1}""";

    [Theory]
    [InlineData("""{"error":"\ud800"}""")]
    [InlineData("""{"access_token":"x\udc00y"}""")]
    [InlineData("""{"access_token":["a"]}""")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":12345}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [Conformance("P02")]
    public async Task Half_an_answer_is_no_token(string token)
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device" ? Device : token));
        await using SimulatedWorld world = await StartAsync(raw);

        await world.FailsAsync(PrxAuthError.ProviderResponseInvalid, () => world.RunClockAsync(world.SignInAsync("raw")));
    }

    [Theory]
    [InlineData("Content-Encoding: gzip\r\n", "application/json")]
    [InlineData("Content-Encoding: br\r\n", "application/json")]
    [InlineData("", "application/json; charset=no-such-charset")]
    public async Task A_body_that_cannot_be_decoded_is_a_failure_with_a_name(string headers, string mediaType)
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("this is no gzip", mediaType: mediaType, headers: headers));
        await using SimulatedWorld world = await StartAsync(raw);

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderResponseInvalid, () => world.SignInAsync("raw"));

        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task What_is_not_http_is_an_unreachable_provider()
    {
        await using RawProvider raw = new(_ => Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.6\r\n"));
        await using SimulatedWorld world = await StartAsync(raw);

        await world.FailsAsync(PrxAuthError.ProviderUnreachable, () => world.SignInAsync("raw"));
    }

    [Theory]
    [InlineData("315000000", "315000000")]
    [InlineData("\"315000000\"", "\"86400\"")]
    [InlineData("-5", "-5")]
    [InlineData("1e99", "1e99")]
    [InlineData("0", "0")]
    [Conformance("P04")]
    public async Task Absurd_times_do_not_break_the_wait(string lifetime, string interval)
    {
        string device = Device.Replace("\"interval\":1", $"\"interval\":{interval},\"expires_in\":{lifetime}", StringComparison.Ordinal);
        await using RawProvider raw = new(request => RawProvider.Reply(
            request.Path == "/device" ? device : """{"access_token":"at-0123456789","token_type":"bearer"}"""));
        await using SimulatedWorld world = await StartAsync(raw);

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.Equal("at-0123456789", credential.UsableToken.Reveal());
    }

    [Fact]
    public async Task A_patience_of_years_is_no_failure()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(
            request.Path == "/device" ? Device : """{"access_token":"at-0123456789","token_type":"bearer"}"""));
        await using SimulatedWorld world = await StartAsync(raw);

        Credential credential = await world.RunClockAsync(
            world.SignInAsync(new SignInRequest { Provider = "raw", Timeout = TimeSpan.FromSeconds(int.MaxValue) }));

        Assert.Equal("at-0123456789", credential.UsableToken.Reveal());
    }

    [Fact]
    [Conformance("N41")]
    public async Task A_token_of_another_type_is_not_used()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(
            request.Path == "/device" ? Device : """{"access_token":"at-0123456789","token_type":"DPoP"}"""));
        await using SimulatedWorld world = await StartAsync(raw);

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.ProviderResponseInvalid, () => world.RunClockAsync(world.SignInAsync("raw")));

        Assert.Contains("DPoP", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.test/device")]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    [InlineData("no-address-at-all")]
    public async Task A_verification_page_that_is_not_https_is_never_shown(string page)
    {
        await using RawProvider raw = new(_ => RawProvider.Reply(Device.Replace("https://example.test/device", page, StringComparison.Ordinal)));
        await using SimulatedWorld world = await StartAsync(raw);

        await world.FailsAsync(PrxAuthError.ProviderResponseInvalid, () => world.SignInAsync("raw"));

        Assert.DoesNotContain(world.Person.Heard, text => text.Contains(page, StringComparison.Ordinal));
        Assert.Empty(world.Browser.Opened);
    }

    [Theory]
    [InlineData("""{"access_token":"at-0123456789abcdef","scope":"a,b c"}""", "a|b|c")]
    [InlineData("""{"access_token":"at-0123456789abcdef"}""", "read")]
    [Conformance("P06")]
    public async Task Scopes_come_as_words_or_lists_or_as_asked(string token, string scopes)
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device" ? Device : token));
        await using SimulatedWorld world = await StartAsync(raw);

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.Equal(scopes.Split('|'), credential.Tokens.Scopes);
        Assert.Null(credential.ExpiresAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"token_type\":null")]
    [InlineData(",\"token_type\":\"\"")]
    [InlineData(",\"token_type\":\"bearer\"")]
    [InlineData(",\"token_type\":\"BEARER\"")]
    [Conformance("P09")]
    public async Task A_token_of_no_type_and_one_of_any_case_is_a_bearer_token(string type)
    {
        await using RawProvider raw = new(request => RawProvider.Reply(
            request.Path == "/device" ? Device : $$"""{"access_token":"at-0123456789"{{type}}}"""));
        await using SimulatedWorld world = await StartAsync(raw);

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.Equal(("at-0123456789", "Bearer"), (credential.UsableToken.Reveal(), credential.TokenType));
    }

    [Fact]
    [Conformance("P05")]
    public async Task The_members_other_names_are_understood()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device"
            ? Device.Replace("verification_uri", "verification_url", StringComparison.Ordinal)
            : """{"access_token":"at-0123456789","expired_in":60}"""));
        await using SimulatedWorld world = await StartAsync(raw);

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.Equal("https://example.test/device", (await world.Person.Code).VerificationUri.AbsoluteUri);
        Assert.Equal(TimeSpan.FromSeconds(60), credential.ExpiresAt - credential.Tokens.ReceivedAt);
    }

    [Theory]
    [InlineData("token_expired", PrxAuthError.DeviceCodeExpired)]
    [InlineData("expired_token", PrxAuthError.DeviceCodeExpired)]
    [InlineData("authorization_declined", PrxAuthError.AccessDenied)]
    [InlineData("authorization_denied", PrxAuthError.AccessDenied)]
    [InlineData("access_denied", PrxAuthError.AccessDenied)]
    [Conformance("P05")]
    public async Task The_errors_other_names_end_a_sign_in_as_the_usual_ones_do(string error, PrxAuthError expected)
    {
        await using RawProvider raw = new(request => request.Path == "/device"
            ? RawProvider.Reply(Device) : RawProvider.Reply($$"""{"error":"{{error}}"}""", 400));
        await using SimulatedWorld world = await StartAsync(raw);

        await world.FailsAsync(expected, () => world.RunClockAsync(world.SignInAsync("raw")));
    }

    [Fact]
    public async Task Json_requests_and_a_form_answer_work_together()
    {
        await using RawProvider raw = new(request => request.Path == "/device"
            ? RawProvider.Reply(Device)
            : RawProvider.Reply("access_token=at-0123456789&token_type=bearer&expires_in=60", mediaType: "application/x-www-form-urlencoded"));
        await using SimulatedWorld world = await StartAsync(raw, "token_request_format = \"json\"");

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.Equal("at-0123456789", credential.UsableToken.Reveal());
        RawRequest asked = raw.Requests.Last();
        Assert.Contains("Content-Type: application/json", asked.Head, StringComparison.Ordinal);
        Assert.Contains("\"client_id\":\"raw-client\"", asked.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"token_endpoint_auth_methods_supported":[1,null,"client_secret_basic"]}""")]
    [InlineData("""{"token_endpoint_auth_methods_supported":{"a":1},"authorization_response_iss_parameter_supported":"yes"}""")]
    [InlineData("""{"authorization_endpoint":7,"token_endpoint":null}""")]
    public async Task Metadata_of_odd_kinds_is_a_failure_with_a_name(string members)
    {
        RawProvider? self = null;
        await using RawProvider raw = new(_ => RawProvider.Reply($$"""{"issuer":"{{self!.Address.AbsoluteUri}}",{{members[1..]}}"""));
        self = raw;
        await using SimulatedWorld world = await StartAsync(raw);
        world.EditConfig(text => $"{text}\n[providers.odd]\nissuer = \"{raw.Address}\"\nclient_id = \"x\"\n");

        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(() => world.SignInAsync("odd"));

        Assert.Contains(failure.Error, (PrxAuthError[])[PrxAuthError.FlowNotSupported, PrxAuthError.MetadataInvalid]);
    }

    [Fact]
    [Conformance("P01")]
    public async Task Requests_say_who_we_are_and_what_we_take()
    {
        await using RawProvider raw = new(request => RawProvider.Reply(request.Path == "/device" ? Device : """{"access_token":"at-0123456789"}"""));
        await using SimulatedWorld world = await StartAsync(raw);

        await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.All(raw.Requests, request =>
        {
            Assert.Contains("Accept: application/json", request.Head, StringComparison.Ordinal);
            Assert.Contains("User-Agent: PrxAuth/", request.Head, StringComparison.Ordinal);
            Assert.DoesNotContain('?', request.Path);
            Assert.Equal("raw-client", request["client_id"]);
        });
    }

    internal static async Task<SimulatedWorld> StartAsync(RawProvider raw, string more = "")
    {
        SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml(more));
        return world;
    }
}
