using System.Net;
using System.Net.Sockets;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>A real <c>prx</c> in networks as people have them: behind real proxies, and at a provider whose certificate a private authority
/// signed.</summary>
public sealed class NetworkTests : IDisposable
{
    private const string SignIn = "prx auth login -P github-copilot --device-code";
    private const string User = "proxy-user";
    private const string Word = "canary-of-the-proxy";

    private readonly PrivateAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("SSL_CERT_DIR")]
    [Conformance("F19")]
    public async Task A_private_authority_is_trusted_where_the_environment_names_it(string variable)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "The variables mean nothing there.");
        await using World world = await CreateAsync();
        string directory = Directory.CreateDirectory(world.PathOf("authorities")).FullName;
        string file = Path.Combine(directory, "authority.pem");
        await File.WriteAllTextAsync(file, _authority.Pem, TestContext.Current.CancellationToken);

        PrxResult without = await Prx.RunAsync(world, SignIn);
        Assert.Equal(1, without.Status);
        Assert.Contains("its certificate is not trusted", without.Error, StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_FILE", without.Error, StringComparison.Ordinal);
        Assert.Empty(world.Control.Requests);

        world.Environment[variable] = variable == "SSL_CERT_DIR" ? directory : file;
        (await Prx.RunAsync(world, SignIn)).Must();
        Assert.NotEmpty(world.Control.Requests);
    }

    [Theory]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("SSL_CERT_DIR")]
    public async Task An_authority_that_cannot_be_read_is_named_in_the_failure(string variable)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "The variables mean nothing there.");
        await using World world = await CreateAsync();
        world.Environment[variable] = "/nowhere/at-all";

        PrxResult signIn = await Prx.RunAsync(world, SignIn);

        Assert.Equal(1, signIn.Status);
        Assert.Contains("its certificate is not trusted", signIn.Error, StringComparison.Ordinal);
        Assert.Contains($"{variable} is '/nowhere/at-all', and no certificate can be read from it", signIn.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_on_IPv6_alone_is_reached()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using World world = await CreateAsync(IPAddress.IPv6Loopback);
        Trust(world);

        (await Prx.RunAsync(world, SignIn)).Must();
        Assert.Equal("[::1]", world.Simulator.BaseAddress.Host);
    }

    [Theory]
    [InlineData("HTTPS_PROXY", false)]
    [InlineData("https_proxy", true)]
    [InlineData("ALL_PROXY", true)]
    public async Task A_sign_in_goes_through_an_http_proxy(string variable, bool withCredentials)
    {
        await using World world = await CreateAsync();
        using RealProxy proxy = await RealProxy.StartTinyproxyAsync(world.PathOf(""), withCredentials ? (User, Word) : null);
        Trust(world);
        world.Environment[variable] = $"http://{(withCredentials ? $"{User}:{Word}@" : "")}127.0.0.1:{proxy.Port}";

        (await Prx.RunAsync(world, SignIn)).Must();

        await proxy.LogsAsync($"CONNECT 127.0.0.1:{world.Simulator.BaseAddress.Port}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sign_in_goes_through_a_socks_proxy(bool withCredentials)
    {
        await using World world = await CreateAsync();
        using RealProxy proxy = await RealProxy.StartMicrosocksAsync(world.PathOf(""), withCredentials ? (User, Word) : null);
        Trust(world);
        world.Environment["HTTPS_PROXY"] = $"socks5://{(withCredentials ? $"{User}:{Word}@" : "")}127.0.0.1:{proxy.Port}";

        (await Prx.RunAsync(world, SignIn)).Must();

        await proxy.LogsAsync($"connected to 127.0.0.1:{world.Simulator.BaseAddress.Port}");
    }

    [Theory]
    [InlineData("socks4", "127.0.0.1", "")]
    [InlineData("socks4a", "127.0.0.1", User + "@")]
    [InlineData("socks4a", "localhost", "")]
    public async Task A_sign_in_goes_through_a_proxy_of_the_older_socks(string scheme, string host, string user)
    {
        await using World world = await CreateAsync();
        await using var proxy = new Socks4Proxy(user.Length > 0 ? User : null);
        Trust(world);
        string config = world.Environment["PRX_CONFIG"];
        await File.WriteAllTextAsync(
            config,
            (await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken)).Replace("https://127.0.0.1", $"https://{host}", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        world.Environment["HTTPS_PROXY"] = $"{scheme}://{user}127.0.0.1:{proxy.Port}";

        (await Prx.RunAsync(world, SignIn)).Must();

        Assert.Contains($"{host}:{world.Simulator.BaseAddress.Port}", proxy.Asked);
    }

    [Fact]
    public async Task A_proxy_of_the_older_socks_that_refuses_is_named_and_its_user_is_not()
    {
        await using World world = await CreateAsync();
        await using var proxy = new Socks4Proxy("somebody-else");
        Trust(world);
        world.Environment["HTTPS_PROXY"] = $"socks4://{User}@127.0.0.1:{proxy.Port}";

        await FailsAsync(world, $"the proxy 127.0.0.1:{proxy.Port} of HTTPS_PROXY refused the connection");
    }

    [Theory]
    [InlineData("http", "")]
    [InlineData("http", User + ":wrong-" + Word + "@")]
    [InlineData("socks5", User + ":wrong-" + Word + "@")]
    public async Task A_proxy_that_refuses_is_named_and_its_credentials_are_not(string scheme, string credentials)
    {
        await using World world = await CreateAsync();
        using RealProxy proxy = scheme == "http"
            ? await RealProxy.StartTinyproxyAsync(world.PathOf(""), (User, Word))
            : await RealProxy.StartMicrosocksAsync(world.PathOf(""), (User, Word));
        Trust(world);
        world.Environment["HTTPS_PROXY"] = $"{scheme}://{credentials}127.0.0.1:{proxy.Port}";

        await FailsAsync(world, $"the proxy 127.0.0.1:{proxy.Port} of HTTPS_PROXY refused the connection");
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named_and_its_credentials_are_not()
    {
        await using World world = await CreateAsync();
        Trust(world);
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        world.Environment["all_proxy"] = $"http://{User}:{Word}@127.0.0.1:{port}";

        await FailsAsync(world, $"the connection to the proxy 127.0.0.1:{port} of all_proxy failed");

        world.Environment["NO_PROXY"] = "example.com,127.0.0.1";
        (await Prx.RunAsync(world, SignIn)).Must();
    }

    [Fact]
    public async Task Plain_http_stays_on_this_machine_whatever_proxy_is_named()
    {
        await using World world = await World.CreateAsync();
        world.Environment["HTTP_PROXY"] = world.Environment["ALL_PROXY"] = world.Environment["http_proxy"] = "http://127.0.0.1:1";

        (await Prx.RunAsync(world, SignIn)).Must();
    }

    [Theory]
    [InlineData("http://canary-user:123#canary-word@127.0.0.1:1", "ok ", "HTTPS_PROXY sends requests through http://127.0.0.1:1, with credentials.")]
    [InlineData("canary-user:canary/word?@127.0.0.1:1/canary", "ok ", "HTTPS_PROXY sends requests through http://127.0.0.1:1, with credentials.")]
    [InlineData("socks5://canary-user:canary-word@127.0.0.1:1", "ok ", "HTTPS_PROXY sends requests through socks5://127.0.0.1:1, with credentials.")]
    [InlineData("socks5h://canary-user:canary-word@127.0.0.1:1", "warning", "not understood. HTTPS_PROXY sends requests through http://127.0.0.1:1")]
    [InlineData("ftp://canary@127.0.0.1:1", "warning", "not understood. HTTPS_PROXY sends requests through http://127.0.0.1:1")]
    [InlineData("socks5h://127.0.0.1:1", "warning", "HTTPS_PROXY is not the address of a proxy that is understood, and no proxy is used.")]
    [InlineData("socks://127.0.0.1:1", "warning", "HTTPS_PROXY is not the address of a proxy that is understood, and no proxy is used.")]
    [InlineData("http://canary canary", "warning", "HTTPS_PROXY is not the address of a proxy that is understood, and no proxy is used.")]
    public async Task The_doctor_says_what_becomes_of_a_proxy_and_shows_no_credentials(string value, string status, string told)
    {
        await using World world = await World.CreateAsync();
        world.Environment["HTTPS_PROXY"] = value;

        PrxResult doctor = await Prx.RunAsync(world, "prx auth doctor");

        string line = Assert.Single(doctor.Output.Split('\n'), line => line.Contains(told, StringComparison.Ordinal));
        Assert.Contains(status, line, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", doctor.Output + doctor.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_tells_the_exceptions_that_do_nothing()
    {
        await using World world = await World.CreateAsync();
        world.Environment["HTTPS_PROXY"] = "http://127.0.0.1:1";
        world.Environment["NO_PROXY"] = "exact.test, .suf.test,[::1],10.0.0.1,port.test:8443,10.0.0.0/8,*,*.wild.test,::1";

        PrxResult doctor = await Prx.RunAsync(world, "prx auth doctor");

        Assert.Contains(
            "NO_PROXY excepts: exact.test, .suf.test, [::1], 10.0.0.1. Entries that do nothing: port.test:8443, 10.0.0.0/8, *, *.wild.test, ::1",
            doctor.Output, StringComparison.Ordinal);

        world.Environment["NO_PROXY"] = "exact.test,.suf.test";
        doctor = await Prx.RunAsync(world, "prx auth doctor");
        Assert.Contains("NO_PROXY excepts: exact.test, .suf.test", doctor.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("do nothing", doctor.Output, StringComparison.Ordinal);
    }

    private async Task<World> CreateAsync(IPAddress? address = null) => await World.CreateAsync(new SimulatorOptions
    {
        AutoApproveDevice = true,
        DeviceInterval = 0,
        Address = address ?? IPAddress.Loopback,
        Certificate = _authority.ServerCertificate,
    });

    private void Trust(World world)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "A private authority is trusted by other means there.");
        File.WriteAllText(world.Environment["SSL_CERT_FILE"] = world.PathOf("authority.pem"), _authority.Pem);
    }

    // Neither the failed sign-in nor the doctor may show them.
    private static async Task FailsAsync(World world, string reason)
    {
        PrxResult signIn = await Prx.RunAsync(world, SignIn);
        Assert.Equal(1, signIn.Status);
        Assert.Contains(reason, signIn.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Empty(world.Control.Requests);

        PrxResult doctor = await Prx.RunAsync(world, "prx auth doctor");
        Assert.Contains(reason, (doctor.Output + doctor.Error).ReplaceLineEndings(" "), StringComparison.Ordinal);
        foreach (string shown in new[] { signIn.Output, signIn.Error, doctor.Output, doctor.Error })
        {
            Assert.DoesNotContain(Word, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(User, shown, StringComparison.Ordinal);
        }
    }
}
