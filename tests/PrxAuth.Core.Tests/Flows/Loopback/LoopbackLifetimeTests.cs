using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Flows.Loopback;

public sealed class LoopbackLifetimeTests
{
    private const string State = "s3kUq0-expected_state";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [Conformance("N03")]
    public async Task The_redirect_uri_has_the_host_the_path_and_the_bound_port(string host)
    {
        SkipWithoutIPv6(host == "[::1]");
        await using LoopbackListener listener = Start(
            new LoopbackOptions { RedirectHost = host, Path = "/auth/callback", ExpectedState = State });
        Assert.Equal($"http://{host}:{listener.RedirectUri.Port}/auth/callback", listener.RedirectUri.AbsoluteUri);
        Assert.NotEqual(0, listener.RedirectUri.Port);
    }

    [Fact]
    [Conformance("N04", "C11")]
    public async Task Both_stacks_listen_on_one_port_and_no_other_address_does()
    {
        SkipWithoutIPv6(true);
        await using LoopbackListener listener = Start(new LoopbackOptions { RedirectHost = "localhost", ExpectedState = State });
        int port = listener.RedirectUri.Port;
        IEnumerable<IPAddress> bound = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(endPoint => endPoint.Port == port).Select(endPoint => endPoint.Address);
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], bound.OrderBy(address => address.GetAddressBytes().Length));
        await LoopbackListenerTests.AssertStillCompletes(listener, IPAddress.IPv6Loopback);
    }

    [Theory]
    [InlineData("0.0.0.0", "/callback")]
    [InlineData("example.com", "/callback")]
    [InlineData("", "/callback")]
    [InlineData("127.0.0.1", "callback")]
    [InlineData("127.0.0.1", "/callback?x=y")]
    [InlineData("127.0.0.1", "/a/../b")]
    [InlineData("127.0.0.1", "/a b")]
    public void A_redirect_that_could_not_come_back_is_refused(string host, string path) => Assert.Throws<ArgumentException>(
        () => Start(new LoopbackOptions { RedirectHost = host, Path = path, ExpectedState = State }));

    [Fact]
    public void An_empty_state_is_refused() =>
        Assert.Throws<ArgumentException>(() => Start(new LoopbackOptions { ExpectedState = "" }));

    [Fact]
    public async Task Ports_that_are_all_taken_are_named_with_the_ways_out()
    {
        await using LoopbackListener first = Start();
        await using LoopbackListener second = Start();
        int[] ports = [first.RedirectUri.Port, second.RedirectUri.Port];
        PrxAuthException failure = Assert.Throws<PrxAuthException>(
            () => Start(new LoopbackOptions { Ports = ports, ExpectedState = State }));
        Assert.Equal(PrxAuthError.RedirectPortInUse, failure.Error);
        Assert.All(ports, port => Assert.Contains($"{port}", failure.Message, StringComparison.Ordinal));
        Assert.All(
            ["-Port", "--device-code", "redirect_port"],
            way => Assert.Contains(way, failure.Recommendation, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_port_of_the_list_is_taken_where_the_first_is_not_free()
    {
        await using LoopbackListener holder = Start();
        LoopbackListener freed = Start();
        int free = freed.RedirectUri.Port;
        await freed.DisposeAsync();
        await using LoopbackListener listener = Start(
            new LoopbackOptions { Ports = [holder.RedirectUri.Port, free, 0], ExpectedState = State });
        Assert.NotEqual(holder.RedirectUri.Port, listener.RedirectUri.Port);
        await LoopbackListenerTests.AssertStillCompletes(listener);
    }

    [Fact]
    public void A_port_that_somebody_holds_on_the_other_stack_is_not_ours()
    {
        SkipWithoutIPv6(true);
        using Socket other = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = false };
        other.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        other.Listen();
        int port = ((IPEndPoint)other.LocalEndPoint!).Port;
        PrxAuthException failure = Assert.Throws<PrxAuthException>(
            () => Start(new LoopbackOptions { Ports = [port], ExpectedState = State }));
        Assert.Equal(PrxAuthError.RedirectPortInUse, failure.Error);
    }

    [Fact]
    [Conformance("N05")]
    public async Task Disposal_frees_the_port_at_once_even_after_a_served_callback()
    {
        LoopbackListener listener = Start();
        int port = listener.RedirectUri.Port;
        for (int i = 0; i < 5; i++)
        {
            await LoopbackListenerTests.AssertStillCompletes(listener);
            await listener.DisposeAsync();
            listener = Start(new LoopbackOptions { Ports = [port], ExpectedState = State });
        }

        await listener.DisposeAsync();
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(IPAddress.Loopback, port, Cancel));
    }

    [Fact]
    public async Task Disposal_answers_the_waiting_browser_and_closes_idle_connections()
    {
        LoopbackListener listener = Start();
        using LoopbackClient idle = await LoopbackClient.ConnectAsync(listener);
        Task<string> browser = LoopbackClient.ExchangeAsync(
            listener, LoopbackClient.Get(listener, LoopbackListenerTests.Callback("x")));
        AuthorizationResponse response = await listener.WaitAsync(Cancel);

        await listener.DisposeAsync().AsTask().WaitAsync(Patience, Cancel);
        Assert.Contains("The sign-in was interrupted", await browser, StringComparison.Ordinal);
        Assert.Empty(await idle.ReadToEndAsync());
        await response.CompleteAsync(SignInPages.Denied("GitHub")).WaitAsync(Patience, Cancel);
        await listener.DisposeAsync();
    }

    [Fact]
    public async Task A_wait_ends_when_the_listener_is_disposed()
    {
        LoopbackListener listener = Start();
        Task wait = listener.WaitAsync(Cancel);
        await listener.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait);
    }

    [Fact]
    public async Task A_silent_connection_is_closed_in_the_end()
    {
        FakeTimeProvider clock = new();
        await using LoopbackListener listener = Start(new LoopbackOptions { ExpectedState = State, Time = clock });
        using LoopbackClient preconnect = await LoopbackClient.ConnectAsync(listener);
        Assert.Empty(await Elapse(clock, preconnect.ReadToEndAsync()));
        await LoopbackListenerTests.AssertStillCompletes(listener);
    }

    [Fact]
    public async Task A_slow_sender_runs_into_the_deadline_however_often_it_sends()
    {
        FakeTimeProvider clock = new();
        await using LoopbackListener listener = Start(new LoopbackOptions { ExpectedState = State, Time = clock });
        using LoopbackClient slow = await LoopbackClient.ConnectAsync(listener);
        await slow.SendAsync("GET /callback?");
        Task<string> answer = slow.ReadToEndAsync();
        await Elapse(clock, answer, each: () => slow.SendAsync("x"));
        Assert.StartsWith("HTTP/1.1 408 ", await answer, StringComparison.Ordinal);
        await LoopbackListenerTests.AssertStillCompletes(listener);
    }

    [Fact]
    public async Task A_preconnected_socket_can_still_deliver_the_callback()
    {
        await using LoopbackListener listener = Start();
        using LoopbackClient spare = await LoopbackClient.ConnectAsync(listener);
        using LoopbackClient browser = await LoopbackClient.ConnectAsync(listener);
        string request = LoopbackClient.Get(listener, LoopbackListenerTests.Callback("split"));
        foreach (char c in request)
        {
            await browser.SendAsync(c.ToString());
        }

        AuthorizationResponse response = await listener.WaitAsync(Cancel);
        Assert.Equal("split", response.Code!.Reveal());
    }

    [Fact]
    public async Task Five_hundred_idle_connections_do_not_keep_a_sign_in_from_completing()
    {
        await using LoopbackListener listener = Start();
        List<LoopbackClient> idle = [];
        try
        {
            for (int i = 0; i < 500; i++)
            {
                idle.Add(await LoopbackClient.ConnectAsync(listener));
            }

            await LoopbackListenerTests.AssertStillCompletes(listener);
            Assert.Empty(await idle[0].ReadToEndAsync());
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_crowd_does_not_push_out_the_browser_that_waits_for_its_result()
    {
        await using LoopbackListener listener = Start();
        Task<string> browser = LoopbackClient.ExchangeAsync(
            listener, LoopbackClient.Get(listener, LoopbackListenerTests.Callback("x")));
        AuthorizationResponse response = await listener.WaitAsync(Cancel);
        List<LoopbackClient> crowd = [];
        try
        {
            for (int i = 0; i < 2 * LoopbackListener.ConnectionLimit; i++)
            {
                crowd.Add(await LoopbackClient.ConnectAsync(listener));
            }

            Assert.Empty(await crowd[0].ReadToEndAsync());
            await response.CompleteAsync(SignInPages.Success("GitHub", null, "default"));
            Assert.StartsWith("HTTP/1.1 200 OK", await browser, StringComparison.Ordinal);
        }
        finally
        {
            crowd.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Those_who_have_their_answer_and_do_not_leave_keep_nobody_out()
    {
        // The clock stands still: the listener would wait for their leaving for ever.
        await using LoopbackListener listener = Start(new LoopbackOptions { ExpectedState = State, Time = new FakeTimeProvider() });
        List<LoopbackClient> answered = [];
        try
        {
            for (int i = 0; i < 2 * LoopbackListener.ConnectionLimit; i++)
            {
                LoopbackClient client = await LoopbackClient.ConnectAsync(listener);
                answered.Add(client);
                await client.SendAsync(LoopbackClient.Get(listener, "/favicon.ico"));
                Assert.StartsWith("HTTP/1.1 404 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
            }

            await LoopbackListenerTests.AssertStillCompletes(listener);
        }
        finally
        {
            answered.ForEach(client => client.Dispose());
        }
    }

    private static LoopbackListener Start(LoopbackOptions? options = null) => LoopbackListenerTests.Start(options);

    /// <summary>Lets the fake clock run, second by second, until the task is done; the limit is in real time.</summary>
    private static async Task<string> Elapse(FakeTimeProvider clock, Task<string> until, Func<Task>? each = null)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        while (!until.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromSeconds(1));
            try
            {
                await (each?.Invoke() ?? Task.CompletedTask);
            }
            catch (SocketException)
            {
                each = null;
            }

            await Task.WhenAny(until, Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token));
        }

        return await until;
    }

    private static void SkipWithoutIPv6(bool needed)
    {
        if (needed && !Socket.OSSupportsIPv6)
        {
            Assert.Skip("This machine has no IPv6.");
        }
    }
}
