using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Wire;
using Xunit;

namespace PrxAuth.Core.Tests.Wire;

/// <summary>What is asked again, how often, and after how long; over bare sockets that answer what the test says.</summary>
public sealed class RetryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_get_is_sent_again_until_it_is_answered(int status)
    {
        int asked = 0;
        await using RawProvider provider = new(_ => Interlocked.Increment(ref asked) <= 2 ? RawProvider.Reply("", status) : RawProvider.Reply("{}"));

        ProviderReply reply = await SendAsync(HttpMethod.Get, provider.Address);

        Assert.Equal((HttpStatusCode.OK, 3), (reply.Status, provider.Requests.Count));
        Assert.All(provider.Requests, request => Assert.Contains("X-Mine: kept", request.Head, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task After_two_retries_the_answer_is_what_it_is()
    {
        await using RawProvider provider = new(_ => RawProvider.Reply("", 503));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(HttpMethod.Get, provider.Address)).Status);
        Assert.Equal(3, provider.Requests.Count);
    }

    [Theory]
    [InlineData("POST", 503, "")]
    [InlineData("POST", 429, "Retry-After: 1\r\n")]
    [InlineData("HEAD", 503, "")]
    [InlineData("GET", 429, "")]
    [InlineData("GET", 503, "Retry-After: 11\r\n")]
    [InlineData("GET", 400, "")]
    [InlineData("GET", 401, "")]
    [InlineData("GET", 403, "Retry-After: 1\r\n")]
    [InlineData("GET", 404, "")]
    [InlineData("GET", 501, "")]
    public async Task What_may_not_be_sent_again_or_would_not_help_is_sent_once(string method, int status, string headers)
    {
        await using RawProvider provider = new(_ => RawProvider.Reply("", status, headers: headers));

        Assert.Equal(status, (int)(await SendAsync(new HttpMethod(method), provider.Address)).Status);
        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("POST", 1)]
    public async Task A_connection_that_breaks_in_the_middle_of_the_answer_is_made_again_for_a_get_alone(string method, int times)
    {
        await using RawProvider provider = new(_ => Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{\"half\":"));

        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(() => SendAsync(new HttpMethod(method), provider.Address));

        Assert.Equal(PrxAuthError.ProviderUnreachable, failure.Error);
        Assert.True(failure.MayHaveArrived);
        Assert.Equal(times, provider.Requests.Count);
    }

    [Fact]
    public async Task A_provider_that_trickles_has_one_deadline_for_all_its_bytes()
    {
        FakeTimeProvider clock = new();
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using ProviderHttp http = new(ProviderHttp.CreateHandler(), clock);
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
        Task<ProviderReply> sending = http.SendAsync(request, "slow", Cancellation);
        using TcpClient client = await listener.AcceptTcpClientAsync(Cancellation);
        NetworkStream stream = client.GetStream();
        await stream.ReadExactlyAsync(new byte[16], Cancellation);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"), Cancellation);

        for (int second = 0; second < ProviderHttp.Deadline.TotalSeconds; second++)
        {
            Assert.False(sending.IsCompleted);
            await stream.WriteAsync("x"u8.ToArray(), Cancellation);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(() => sending);
        Assert.Equal(PrxAuthError.ProviderTimedOut, failure.Error);
        Assert.False(listener.Pending(), "A deadline that is over leaves no time to ask again.");
    }

    [Fact]
    public async Task A_wait_between_two_tries_can_be_cancelled()
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using RawProvider provider = new(_ => RawProvider.Reply("", 503));
        FakeTimeProvider clock = new();
        using ProviderHttp http = new(ProviderHttp.CreateHandler(), clock);
        using HttpRequestMessage request = new(HttpMethod.Get, provider.Address);
        Task<ProviderReply> sending = http.SendAsync(request, "raw", cancelling.Token);
        await SimulatedWorld.EndsAsync(CancelAsync());
        Assert.Single(provider.Requests);

        async Task CancelAsync()
        {
            while (provider.Requests.IsEmpty)
            {
                await Task.Delay(1, Cancellation);
            }

            await cancelling.CancelAsync();
            await sending;
        }
    }

    [Theory]
    // Retries made, the jitter, what the provider asked for, the time left: the pause; all in milliseconds, -1 for none.
    [InlineData(0, 0.0, -1, 30_000, 200)]
    [InlineData(0, 0.5, -1, 30_000, 300)]
    [InlineData(1, 0.0, -1, 30_000, 400)]
    [InlineData(1, 0.5, -1, 30_000, 600)]
    [InlineData(2, 0.0, -1, 30_000, -1)]
    [InlineData(0, 0.0, 2_000, 30_000, 2_200)]
    [InlineData(1, 0.5, 10_000, 30_000, 10_600)]
    [InlineData(0, 0.0, 10_001, 30_000, -1)]
    [InlineData(0, 0.0, 5_000, 5_200, -1)]
    [InlineData(0, 0.0, -1, 200, -1)]
    public void The_pause_is_exact(int retries, double jitter, int asked, int left, int pause) => Assert.Equal(
        pause < 0 ? null : TimeSpan.FromMilliseconds(pause),
        new RetryPolicy(TimeProvider.System, () => jitter).Pause(
            retries, asked < 0 ? null : TimeSpan.FromMilliseconds(asked), TimeSpan.FromMilliseconds(left)));

    [Fact]
    public void The_usual_handler_takes_tls_1_2_and_up_alone()
    {
        using var handler = (SocketsHttpHandler)ProviderHttp.CreateHandler();

        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, handler.SslOptions.EnabledSslProtocols);
        Assert.Null(handler.SslOptions.RemoteCertificateValidationCallback);
    }

    [Theory]
    [InlineData("https://provider.test/", "https_proxy", "proxy proxy.test:3128 of https_proxy")]
    [InlineData("https://provider.test/", "ALL_PROXY", "proxy proxy.test:3128 of ALL_PROXY")]
    [InlineData("https://provider.test/", "OTHER", "proxy proxy.test:3128 of the system's settings")]
    [InlineData("https://excepted.test/", "https_proxy", null)]
    [InlineData("http://127.0.0.1/", "https_proxy", null)]
    public void A_proxy_is_described_by_where_it_was_named_and_not_by_its_credentials(string address, string variable, string? expected)
    {
        var inner = new WebProxy(new Uri("http://canary:canary@proxy.test:3128"), BypassOnLocal: false, ["excepted\\.test"]);
        var proxy = new ProviderProxy(inner, name => name == variable ? "set" : null);

        Assert.Equal(expected, proxy.Describe(new Uri(address)));
    }

    [Fact]
    public async Task A_server_of_old_tls_alone_is_told_as_such()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only OpenSSL says what the handshake failed at.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task answering = AnswerAsync();
        using ProviderHttp http = new(ProviderHttp.CreateHandler(), TimeProvider.System, new RetryPolicy(TimeProvider.System, () => 0));
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));

        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(() => http.SendAsync(request, "old", Cancellation));
        await answering;

        Assert.Equal(PrxAuthError.ProviderUnreachable, failure.Error);
        Assert.Contains("it takes neither TLS 1.2 nor TLS 1.3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("TLS 1.2 or newer is needed", failure.Recommendation, StringComparison.Ordinal);

        // The answer of such a server to any newer hello, as it is on the wire: the fatal alert protocol_version (RFC 5246 section 7.2).
        async Task AnswerAsync()
        {
            using TcpClient client = await listener.AcceptTcpClientAsync(Cancellation);
            NetworkStream stream = client.GetStream();
            byte[] hello = new byte[5];
            await stream.ReadExactlyAsync(hello, Cancellation);
            await stream.ReadExactlyAsync(new byte[(hello[3] << 8) | hello[4]], Cancellation);
            await stream.WriteAsync(new byte[] { 21, 3, 2, 0, 2, 2, 70 }, Cancellation);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null, Cancellation);
        }
    }

    private static async Task<ProviderReply> SendAsync(HttpMethod method, Uri address)
    {
        using ProviderHttp http = new(ProviderHttp.CreateHandler(), TimeProvider.System, new RetryPolicy(TimeProvider.System, () => 0));
        using HttpRequestMessage request = new(method, address);
        request.Headers.Add("X-Mine", "kept");
        return await http.SendAsync(request, "raw", Cancellation);
    }
}
