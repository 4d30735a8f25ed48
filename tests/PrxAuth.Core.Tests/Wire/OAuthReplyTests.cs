using System.Net;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Wire;
using Xunit;

namespace PrxAuth.Core.Tests.Wire;

/// <summary>Reading answers, whichever way a provider writes them.</summary>
public sealed class OAuthReplyTests
{
    [Theory]
    [InlineData("application/json", """{"access_token":"abc","scope":"a b"}""")]
    [InlineData("application/x-www-form-urlencoded", "access_token=abc&scope=a+b")]
    [InlineData("application/x-www-form-urlencoded", "access_token=abc&scope=a%20b")]
    [InlineData("text/plain", """{"access_token":"abc","scope":"a b"}""")]
    [InlineData("text/plain", "access_token=abc&scope=a+b")]
    [InlineData(null, "access_token=abc&scope=a+b")]
    [InlineData("text/html", """ {"access_token":"abc","scope":"a b"} """)]
    [Conformance("P01")]
    public void An_answer_is_read_by_its_media_type_or_by_its_looks(string? mediaType, string body)
    {
        OAuthReply reply = Parse(body, mediaType)!;

        Assert.Equal("abc", reply.Text("access_token"));
        Assert.Equal("a b", reply.Text("scope"));
        Assert.Null(reply.Error);
    }

    [Theory]
    [InlineData("application/json", "")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", "\"text\"")]
    [InlineData("application/json", "{\"cut\": ")]
    [InlineData("application/json", "{} trailing")]
    [InlineData("application/json", "access_token=abc")]
    [InlineData("text/html", "<html>a=b</html>")]
    [InlineData("text/plain", "Internal error = bad")]
    [InlineData(null, "<!doctype html>a=b")]
    public void What_is_no_oauth_answer_is_none(string? mediaType, string body) => Assert.Null(Parse(body, mediaType));

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("\"3600\"", 3600)]
    [InlineData("1700000060", 60)]
    [InlineData("1700000060000", 60)]
    [InlineData("1699999999000", 0)]
    [InlineData("1000000000", 0)]
    [InlineData("-1", null)]
    [InlineData("400000000", null)]
    [InlineData("1e300", null)]
    [InlineData("1e999", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("\"NaN\"", null)]
    [InlineData("\"Infinity\"", null)]
    public void A_time_that_is_left_is_read_in_whichever_unit_its_size_says(string written, int? seconds) => Assert.Equal(
        seconds is { } left ? TimeSpan.FromSeconds(left) : null,
        Parse($"{{\"expired_in\":{written}}}")!.TimeUntil("expired_in", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)));

    [Theory]
    [InlineData("portal.example", "https://portal.example/")]
    [InlineData("https://portal.example/v1", "https://portal.example/v1")]
    [InlineData("http://127.0.0.1:5/", "http://127.0.0.1:5/")]
    [InlineData("http://portal.example", null)]
    [InlineData("ftp://portal.example", null)]
    [InlineData("user:pass@portal.example", null)]
    [InlineData("portal example", null)]
    [InlineData("", null)]
    public void An_api_s_address_is_one_that_tokens_may_go_to(string written, string? address) =>
        Assert.Equal(address, Parse($"{{\"resource_url\":\"{written}\"}}")!.ServiceAddress("resource_url")?.AbsoluteUri);

    [Fact]
    public void Deep_nesting_is_no_answer() => Assert.Null(Parse("{\"a\":" + new string('[', 100) + new string(']', 100) + "}"));

    [Theory]
    [InlineData("""{"error":"invalid_grant"}""", "invalid_grant")]
    [InlineData("""{"error":{"code":"refresh_token_reused","message":"used","type":"invalid_request_error"}}""", "invalid_grant")]
    [InlineData("""{"error":{"type":"server_error"}}""", "server_error")]
    [InlineData("""{"error":{"status":"UNAUTHENTICATED"}}""", "UNAUTHENTICATED")]
    [InlineData("""{"error":"bad_refresh_token"}""", "invalid_grant")]
    [InlineData("""{"error":"token_expired"}""", "expired_token")]
    [InlineData("""{"error":"authorization_declined"}""", "access_denied")]
    [InlineData("""{"error":"incorrect_client_credentials"}""", "invalid_client")]
    [InlineData("""{"error_code":"rate_limit_exceeded"}""", "slow_down")]
    [InlineData("""{"status":"error","base_resp":{"status_msg":"no"}}""", "error")]
    [InlineData("""{"status":"pending"}""", null)]
    [InlineData("""{"error":null}""", null)]
    [InlineData("""{"error":""}""", null)]
    [InlineData("""{"error":[]}""", null)]
    [InlineData("""{"error":{}}""", null)]
    [InlineData("""{"code":"anything"}""", null)]
    [Conformance("P03", "P05")]
    public void Errors_are_unified(string body, string? error) => Assert.Equal(error, Parse(body)!.Error);

    [Fact]
    public void A_top_level_code_is_an_error_where_the_status_says_so() =>
        Assert.Equal("denied", OAuthReply.Parse(Http("""{"code":"denied"}""", "application/json", HttpStatusCode.Forbidden))!.Error);

    [Theory]
    [InlineData("""{"error":{"code":"x","message":"why"}}""", "why")]
    [InlineData("""{"error":"x","error_description":"because"}""", "because")]
    [InlineData("""{"message":"said"}""", "said")]
    [InlineData("""{"error":"x"}""", null)]
    [Conformance("P03")]
    public void The_explanation_is_found(string body, string? description) => Assert.Equal(description, Parse(body)!.ErrorDescription);

    [Theory]
    [InlineData("3600", 3600.0)]
    [InlineData("\"3600\"", 3600.0)]
    [InlineData("3599.5", 3599.5)]
    [InlineData("0", 0.0)]
    [InlineData("-1", null)]
    [InlineData("1e300", null)]
    [InlineData("99999999999999999999999999", null)]
    [InlineData("\"NaN\"", null)]
    [InlineData("\"Infinity\"", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("null", null)]
    [InlineData("true", null)]
    [InlineData("[3600]", null)]
    [Conformance("P04")]
    public void Durations_are_numbers_or_text_and_never_absurd(string json, double? seconds) =>
        Assert.Equal(seconds, Parse($$"""{"expires_in":{{json}}}""")!.Seconds("expires_in")?.TotalSeconds);

    [Theory]
    [InlineData("""{"a":["x"]}""", "application/json", null)]
    [InlineData("""{"a":{"b":"c"}}""", "application/json", null)]
    [InlineData("""{"a":""}""", "application/json", null)]
    [InlineData("a=&b", "application/x-www-form-urlencoded", null)]
    [InlineData("""{"a":42}""", "application/json", "42")]
    public void Members_of_other_kinds_are_absent(string body, string mediaType, string? value) =>
        Assert.Equal(value, Parse(body, mediaType)!.Text("a"));

    [Theory]
    [InlineData("""{"a":"first","a":"last"}""", "application/json")]
    [InlineData("""{"a":"same","a":"same"}""", "application/json")]
    [InlineData("a=first&a=last", "application/x-www-form-urlencoded")]
    [Conformance("C05")]
    public void An_answer_that_repeats_a_member_is_none(string body, string mediaType) => Assert.Null(Parse(body, mediaType));

    [Theory]
    [InlineData("""{"error":"\ud800"}""")]
    [InlineData("""{"access_token":"x\udc00y"}""")]
    [InlineData("""{"\ud800":"x","error":"e"}""")]
    public void Half_a_character_is_no_failure_of_ours(string body)
    {
        OAuthReply? reply = Parse(body);

        Assert.Null(reply?.Text("access_token"));
        Assert.True(reply?.Error is null or "e");
        Assert.Null(reply?.ErrorDescription);
    }

    [Fact]
    public void An_answer_prints_without_its_body() =>
        Assert.DoesNotContain("abc", Http("""{"access_token":"abc"}""", "application/json").ToString(), StringComparison.Ordinal);

    private static OAuthReply? Parse(string body, string? mediaType = "application/json") => OAuthReply.Parse(Http(body, mediaType));

    private static ProviderReply Http(string body, string? mediaType, HttpStatusCode status = HttpStatusCode.OK) =>
        new(new Uri("https://example.test/token?secret=1"), status, mediaType, body, null);
}
