using System.Net;
using System.Net.Sockets;
using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Flows.Loopback;

public sealed class LoopbackListenerTests
{
    private const string State = "s3kUq0-expected_state";

    private static readonly LoopbackPage Done = SignInPages.Success("GitHub", "octocat", "work");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_callback_is_decoded_once_and_shown_the_result_that_the_flow_gives()
    {
        await using LoopbackListener listener = Start();
        Task<string> browser = Send(listener, $"/callback?code=a%2Bb%2525+c&state={State}&iss=https%3A%2F%2Fas.example&scope=x%20y");

        AuthorizationResponse response = await listener.WaitAsync(Cancel);
        Assert.Equal("a+b%25 c", response.Code!.Reveal());
        Assert.Equal(State, response.State);
        Assert.Equal("https://as.example", response.Issuer);
        Assert.Null(response.Error);
        Assert.False(browser.IsCompleted);

        await response.CompleteAsync(Done);
        string answer = await browser;
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Signed in to GitHub as octocat", answer, StringComparison.Ordinal);
        Assert.Contains("go back to your terminal", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_callback_ends_the_wait_with_the_providers_words_made_harmless()
    {
        await using LoopbackListener listener = Start();
        Task<string> browser = Send(
            listener,
            "/callback?error=access_denied&error_description=AADSTS1%0D%0A%1B%5B2JTrace&error_uri=https%3A%2F%2Fx.example%2Fe"
            + $"&state={State}");

        AuthorizationResponse response = await listener.WaitAsync(Cancel);
        Assert.Equal("access_denied", response.Error);
        Assert.Equal("AADSTS1 [2JTrace", response.ErrorDescription);
        Assert.Equal("https://x.example/e", response.ErrorUri);
        Assert.Null(response.Code);

        await response.CompleteAsync(SignInPages.Denied("Entra"));
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", await browser, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/favicon.ico", "404")]
    [InlineData("/", "404")]
    [InlineData("/callback/?code=x&state=" + State, "404")]
    [InlineData("/CALLBACK?code=x&state=" + State, "404")]
    [InlineData("/x/../callback?code=x&state=" + State, "404")]
    [InlineData("/%63allback?code=x&state=" + State, "404")]
    [InlineData("//callback?code=x&state=" + State, "404")]
    [InlineData("/callback", "400")]
    [InlineData("/callback?code=x", "400")]
    [InlineData("/callback?code=x&state=", "400")]
    [InlineData("/callback?code=x&state=another", "400")]
    [InlineData("/callback?error=access_denied&state=another", "400")]
    [InlineData("/callback?code=x&state=" + State + "x", "400")]
    [InlineData("/callback?code=x&code=y&state=" + State, "400")]
    [InlineData("/callback?code=x&state=" + State + "&state=" + State, "400")]
    [InlineData("/callback?code=x&state=" + State + "&%73tate=" + State, "400")]
    [InlineData("/callback?code=%zz&state=" + State, "400")]
    [InlineData("/callback?code=%2&state=" + State, "400")]
    [InlineData("/callback?code=%ff&state=" + State, "400")]
    [InlineData("/callback?code=x%00y&state=" + State, "400")]
    [InlineData("/callback?code=x&state=" + State + "#fragment", "400")]
    [InlineData("http://127.0.0.1/callback?code=x&state=" + State, "400")]
    [Conformance("N07", "N08", "N20", "C05")]
    public async Task A_stray_get_is_answered_and_does_not_end_the_sign_in(string target, string status)
    {
        await using LoopbackListener listener = Start();
        Assert.StartsWith($"HTTP/1.1 {status} ", await Send(listener, target), StringComparison.Ordinal);
        await AssertStillCompletes(listener);
    }

    [Fact]
    public async Task A_wrong_state_is_told_that_it_is_not_the_sign_in_in_progress()
    {
        await using LoopbackListener listener = Start();
        string answer = await Send(listener, "/callback?code=x&state=wrong");
        Assert.Contains("This is not the sign-in in progress", answer, StringComparison.Ordinal);
        await AssertStillCompletes(listener);
    }

    [Theory]
    [InlineData("HEAD", "405")]
    [InlineData("POST", "405")]
    [InlineData("PUT", "405")]
    [InlineData("get", "405")]
    [InlineData("OPTIONS", "204")]
    public async Task Only_get_can_deliver_a_callback(string method, string status)
    {
        await using LoopbackListener listener = Start();
        string request = LoopbackClient.Request(
            method, listener, Callback("x"), method == "POST" ? "Content-Length: 9\r\nContent-Type: text/plain\r\n" : null);
        string answer = await LoopbackClient.ExchangeAsync(listener, request + (method == "POST" ? "code=body" : null));
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: GET\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", answer, StringComparison.OrdinalIgnoreCase);
        if (method is "HEAD" or "OPTIONS")
        {
            Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        }

        await AssertStillCompletes(listener);
    }

    [Theory]
    [InlineData("Sec-Purpose: prefetch\r\n")]
    [InlineData("Sec-Purpose: prefetch;prerender\r\n")]
    [InlineData("Purpose: prefetch\r\n")]
    [InlineData("X-Moz: prefetch\r\n")]
    public async Task A_prefetch_does_not_use_up_the_code(string field)
    {
        await using LoopbackListener listener = Start();
        string answer = await LoopbackClient.ExchangeAsync(listener, LoopbackClient.Get(listener, Callback("x"), field));
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        await AssertStillCompletes(listener);
    }

    [Theory]
    [InlineData("Host: evil.example:{0}\r\n")]
    [InlineData("Host: 127.0.0.1\r\n")]
    [InlineData("Host: 127.0.0.1:1\r\n")]
    [InlineData("Host: localhost.evil.example:{0}\r\n")]
    [InlineData("Host: 127.0.0.1:{0}\r\nHost: 127.0.0.1:{0}\r\n")]
    [InlineData("Accept: */*\r\n")]
    [Conformance("N08")]
    public async Task A_host_that_is_not_ours_is_refused(string fields)
    {
        await using LoopbackListener listener = Start();
        string host = fields.Replace("{0}", $"{listener.RedirectUri.Port}", StringComparison.Ordinal);
        string answer = await LoopbackClient.ExchangeAsync(listener, $"GET {Callback("x")} HTTP/1.1\r\n{host}\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        await AssertStillCompletes(listener);
    }

    [Theory]
    [InlineData("GET /callback\r\n\r\n")]
    [InlineData("GET /callback HTTP/2.0\r\n\r\n")]
    [InlineData("GET  /callback HTTP/1.1\r\n\r\n")]
    [InlineData("GET /callback HTTP/1.1\r\nHost : x\r\n\r\n")]
    [InlineData("GET /callback HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n")]
    [InlineData("GET /callback HTTP/1.1\nHost: x\r\n\r\n")]
    [InlineData("GET /callb\u00e4ck HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000")]
    public async Task What_is_not_http_is_refused(string request)
    {
        await using LoopbackListener listener = Start();
        Assert.StartsWith("HTTP/1.1 400 ", await LoopbackClient.ExchangeAsync(listener, request), StringComparison.Ordinal);
        await AssertStillCompletes(listener);
    }

    [Theory]
    [InlineData(20, 0, "414")]
    [InlineData(0, 250, "431")]
    [InlineData(2000, 0, "414")]
    public async Task A_head_that_is_too_long_is_refused(int queryKib, int fieldsKib, string status)
    {
        await using LoopbackListener listener = Start();
        string query = new('q', queryKib * 1024);
        string field = $"Cookie: {new string('c', fieldsKib * 1024)}\r\n";
        using LoopbackClient client = await LoopbackClient.ConnectAsync(listener);
        Task sending = client.SendAsync(LoopbackClient.Get(listener, Callback(query), field));
        string answer = string.Empty;
        try
        {
            await sending;
            answer = await client.ReadToEndAsync();
        }
        catch (SocketException) when (queryKib > 1000)
        {
            answer = $"HTTP/1.1 {status} (cut off while still sending)";
        }

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        await AssertStillCompletes(listener);
    }

    [Fact]
    public async Task The_cookies_of_other_servers_on_this_host_do_not_break_a_sign_in()
    {
        await using LoopbackListener listener = Start();
        string cookies = $"Cookie: {new string('c', 40 * 1024)}\r\n";
        Task<string> browser = LoopbackClient.ExchangeAsync(listener, LoopbackClient.Get(listener, Callback("good"), cookies));
        await (await listener.WaitAsync(Cancel)).CompleteAsync(Done);
        Assert.StartsWith("HTTP/1.1 200 OK", await browser, StringComparison.Ordinal);
    }

    [Fact]
    [Conformance("N26")]
    public async Task The_second_of_two_callbacks_is_told_that_the_sign_in_is_done()
    {
        await using LoopbackListener listener = Start();
        Task<string> first = Send(listener, Callback("one"));
        AuthorizationResponse response = await listener.WaitAsync(Cancel);

        string second = await Send(listener, Callback("two"));
        Assert.StartsWith("HTTP/1.1 409 ", second, StringComparison.Ordinal);
        Assert.Contains("already been received", second, StringComparison.Ordinal);

        await response.CompleteAsync(Done);
        await response.CompleteAsync(SignInPages.Denied("GitHub"));
        Assert.Contains("Signed in to GitHub", await first, StringComparison.Ordinal);
        Assert.Equal("one", (await listener.WaitAsync(Cancel)).Code!.Reveal());
        Assert.StartsWith("HTTP/1.1 409 ", await Send(listener, Callback("three")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?next=https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("/callback?code=x&state=another&redirect_uri=https%3A%2F%2Felsewhere.example%2F")]
    [InlineData("/callback?error=access_denied&error_uri=https%3A%2F%2Felsewhere.example%2F&state=" + State)]
    [InlineData("/callback?code=x&next=https%3A%2F%2Felsewhere.example%2F&state=" + State)]
    [Conformance("C16")]
    public async Task No_answer_sends_the_browser_elsewhere(string target)
    {
        await using LoopbackListener listener = Start();
        Task<string> browser = Send(listener, target);
        Task<AuthorizationResponse> answered = listener.WaitAsync(Cancel);
        if (await Task.WhenAny(browser, answered) == answered)
        {
            AuthorizationResponse response = await answered;
            await response.CompleteAsync(SignInPages.Failed("GitHub", $"See {response.ErrorUri}", "https://elsewhere.example/"));
        }

        string answer = await browser;
        Assert.False(answer.StartsWith("HTTP/1.1 3", StringComparison.Ordinal), answer);
        Assert.All(
            ["\nLocation:", "\nRefresh:", "http-equiv", "href", "<form", "<iframe", "<script"],
            way => Assert.DoesNotContain(way, answer, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [Conformance("C15")]
    public async Task Every_answer_carries_the_protecting_fields()
    {
        await using LoopbackListener listener = Start();
        string answer = await Send(listener, "/favicon.ico");
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nCache-Control: no-store\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nReferrer-Policy: no-referrer\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Content-Type-Options: nosniff\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Frame-Options: DENY\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_leaves_before_the_result_does_not_hold_up_the_flow()
    {
        await using LoopbackListener listener = Start();
        AuthorizationResponse response;
        using (LoopbackClient client = await LoopbackClient.ConnectAsync(listener))
        {
            await client.SendAsync(LoopbackClient.Get(listener, Callback("x")));
            response = await listener.WaitAsync(Cancel);
        }

        await response.CompleteAsync(Done).WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_the_listener_usable()
    {
        await using LoopbackListener listener = Start();
        using CancellationTokenSource ctrlC = new();
        Task wait = listener.WaitAsync(ctrlC.Token);
        await ctrlC.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await AssertStillCompletes(listener);
    }

    internal static LoopbackListener Start(LoopbackOptions? options = null) =>
        LoopbackListener.Start(options ?? new LoopbackOptions { ExpectedState = State });

    internal static string Callback(string code) => $"/callback?code={code}&state={State}";

    internal static async Task AssertStillCompletes(LoopbackListener listener, IPAddress? address = null)
    {
        Task<string> browser = LoopbackClient.ExchangeAsync(listener, LoopbackClient.Get(listener, Callback("good")), address);
        AuthorizationResponse response = await listener.WaitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal("good", response.Code!.Reveal());
        await response.CompleteAsync(Done);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await browser, StringComparison.Ordinal);
    }

    private static Task<string> Send(LoopbackListener listener, string target) =>
        LoopbackClient.ExchangeAsync(listener, LoopbackClient.Get(listener, target));
}
