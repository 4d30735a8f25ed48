using System.Net.Sockets;
using System.Text;
using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Scenarios;

/// <summary>Whole sign-ins on whose loopback port something else happens before, beside or after the redirect.</summary>
public sealed class LoopbackScenarioTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public Task Favicon_request_before_the_callback() =>
        SignsInAfterAsync(async redirect => Assert.StartsWith("HTTP/1.1 404", await ExchangeAsync(redirect, "GET", "/favicon.ico"), StringComparison.Ordinal));

    [Theory]
    [InlineData("/../callback?code=x&state=y")]
    [InlineData("/callback/../callback?code=x&state=y")]
    [InlineData("/callback/..%2f..%2fetc/passwd")]
    [InlineData("/other")]
    public Task Another_path_and_path_traversal(string target) =>
        SignsInAfterAsync(async redirect => Assert.StartsWith("HTTP/1.1 404", await ExchangeAsync(redirect, "GET", target), StringComparison.Ordinal));

    [Fact]
    public Task Post_to_the_callback() => SignsInAfterAsync(async redirect =>
        Assert.StartsWith("HTTP/1.1 405", await ExchangeAsync(redirect, "POST", "/callback?code=x&state=y"), StringComparison.Ordinal));

    [Fact]
    public Task Very_long_query() => SignsInAfterAsync(async redirect => Assert.StartsWith(
        "HTTP/1.1 414", await ExchangeAsync(redirect, "GET", $"/callback?code={new string('q', 20 * 1024)}"), StringComparison.Ordinal));

    [Fact]
    public Task Error_and_wrong_state() => SignsInAfterAsync(async redirect => Assert.StartsWith(
        "HTTP/1.1 400", await ExchangeAsync(redirect, "GET", "/callback?error=access_denied&state=wrong"), StringComparison.Ordinal));

    [Fact]
    public async Task Head_and_preconnected_sockets_without_data()
    {
        List<TcpClient> idle = [];
        try
        {
            await SignsInAfterAsync(async redirect =>
            {
                for (int i = 0; i < 6; i++)
                {
                    idle.Add(await ConnectAsync(redirect));
                }

                Assert.StartsWith("HTTP/1.1 405", await ExchangeAsync(redirect, "HEAD", "/callback?code=x&state=y"), StringComparison.Ordinal);
            });
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Slow_socket()
    {
        TcpClient? slow = null;
        try
        {
            await SignsInAfterAsync(async redirect =>
            {
                slow = await ConnectAsync(redirect);
                await slow.GetStream().WriteAsync("GET /callback?code="u8.ToArray(), SimulatedWorld.Cancellation);
            });
        }
        finally
        {
            slow?.Dispose();
        }
    }

    [Fact]
    public async Task Callback_twice()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Browser.Starts = false;

        Task<Credential> signingIn = world.SignInAsync("corp", SignInFlow.Browser);
        Uri redirect = await HttpBrowser.FindRedirectAsync(await world.Person.Address);
        string[] pages = await Task.WhenAll(world.Browser.VisitAsync(redirect), world.Browser.VisitAsync(redirect));

        Assert.Equal("alice@example.test", (await signingIn).Account);
        Assert.Single(pages, page => page.Contains("alice@example.test", StringComparison.Ordinal));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).AllTokenRequests);
    }

    // Does something on the loopback port of a sign-in, which must not end by it, and then follows the address as a person would.
    private static async Task SignsInAfterAsync(Func<Uri, Task> before)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Browser.Starts = false;
        Task<Credential> signingIn = world.SignInAsync("corp", SignInFlow.Browser);
        Uri address = await world.Person.Address;

        await before(new Uri(HttpUtility.ParseQueryString(address.Query)["redirect_uri"]!));
        Assert.False(signingIn.IsCompleted);
        await world.Browser.VisitAsync(address);

        Assert.Equal("alice@example.test", (await signingIn).Account);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).AllTokenRequests);
    }

    private static async Task<TcpClient> ConnectAsync(Uri redirect)
    {
        TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", redirect.Port, SimulatedWorld.Cancellation);
        return client;
    }

    private static async Task<string> ExchangeAsync(Uri redirect, string method, string target)
    {
        using TcpClient client = await ConnectAsync(redirect);
        NetworkStream stream = client.GetStream();
        string request = $"{method} {target} HTTP/1.1\r\nHost: {redirect.Authority}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), SimulatedWorld.Cancellation);
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync(SimulatedWorld.Cancellation).WaitAsync(s_patience);
    }
}
