using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tests.Configuration;
using Xunit;

namespace PrxAuth.Core.Tests.Diagnosis;

/// <summary>Loopback, ports, proxies and certificates.</summary>
public sealed class NetworkCheckTests
{
    [Fact]
    public async Task A_connection_to_oneself_arrives() =>
        (await new LoopbackCheck(_ => null, TimeProvider.System).LookAsync()).Says(FindingNames.Loopback, FindingStatus.Ok, "arrives");

    [Fact]
    public async Task A_proxy_that_may_catch_loopback_is_warned_of_without_its_credentials()
    {
        Finding[] findings = await new LoopbackCheck(Variables(("HTTP_PROXY", "http://user:canary@proxy.test:8080")), TimeProvider.System).LookAsync();

        findings.Says(FindingNames.Loopback, FindingStatus.Ok, "arrives");
        findings.Says(FindingNames.LoopbackProxy, FindingStatus.Warning, "HTTP_PROXY", "127.0.0.1");
        Assert.All(findings, finding => Assert.DoesNotContain("canary", finding.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proxy_with_its_exceptions_is_fine() => Assert.DoesNotContain(
        await new LoopbackCheck(Variables(("http_proxy", "proxy.test"), ("NO_PROXY", "corp.test, localhost,127.0.0.1")), TimeProvider.System).LookAsync(),
        finding => finding.Name == FindingNames.LoopbackProxy);

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_its_holder_and_a_free_one_is_fine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Finding taken = (await new RedirectPortCheck(port, []).LookAsync()).Says(FindingNames.RedirectPort, FindingStatus.Warning, $"{port}");
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"Process {Environment.ProcessId} (", taken.Message, StringComparison.Ordinal);
        }

        (await new RedirectPortCheck(0, [Provider([port, 0])]).LookAsync()).Says(FindingNames.RedirectPort, FindingStatus.Ok, "is free");
        (await new RedirectPortCheck(0, [Provider([port])]).LookAsync()).Says(FindingNames.RedirectPort, FindingStatus.Warning, "provider 'ports'");
        Assert.Empty(await new RedirectPortCheck(0, [Provider([])]).LookAsync());
    }

    [Fact]
    public async Task No_proxy_is_fine() =>
        (await new ProxyCheck(_ => null, new WebProxy()).LookAsync()).Says(FindingNames.Proxy, FindingStatus.Ok, "no proxy");

    [Theory]
    [InlineData("HTTPS_PROXY", "http://proxy.test:8080", "HTTPS_PROXY sends requests through http://proxy.test:8080.")]
    [InlineData("ALL_PROXY", "socks5://proxy.test:1080", "ALL_PROXY sends requests through socks5://proxy.test:1080.")]
    [InlineData("https_proxy", "http://canary:canary@proxy.test:8080", "https_proxy sends requests through http://proxy.test:8080, with credentials.")]
    public async Task The_proxy_that_was_resolved_is_named_without_its_credentials(string variable, string address, string shown)
    {
        Finding found = (await new ProxyCheck(Variables((variable, "canary")), new WebProxy(new Uri(address))).LookAsync())
            .Says(FindingNames.Proxy, FindingStatus.Ok, shown);

        Assert.Equal(variable, found.Target);
        Assert.DoesNotContain("canary", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_for_plain_http_is_not_used_and_not_quoted()
    {
        Finding found = (await new ProxyCheck(Variables(("HTTP_PROXY", "http://canary:canary@proxy.test")), new WebProxy()).LookAsync())
            .Says(FindingNames.Proxy, FindingStatus.Ok, "HTTP_PROXY is set. Providers are reached over https");

        Assert.DoesNotContain("canary", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_proxy_is_warned_of_and_not_quoted()
    {
        Finding found = (await new ProxyCheck(Variables(("HTTPS_PROXY", "http://:canary")), new WebProxy()).LookAsync())
            .Says(FindingNames.Proxy, FindingStatus.Warning, "HTTPS_PROXY is not the address of a proxy", "HTTPS_PROXY=http://host:port");

        Assert.DoesNotContain("canary", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_are_really_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "The variables mean nothing there.");
        using TemporaryDirectory directory = new();
        string good = Path.Join(directory.Path, "good.pem");
        string bad = Path.Join(directory.Path, "bad.pem");
        string empty = Directory.CreateDirectory(Path.Join(directory.Path, "empty")).FullName;
        using ECDsa key = ECDsa.Create();
        using X509Certificate2 certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(good, certificate.ExportCertificatePem(), Looking.Cancellation);
        await File.WriteAllTextAsync(bad, "-----BEGIN CERTIFICATE-----\nnonsense\n", Looking.Cancellation);

        await LookAsync(FindingStatus.Ok);
        await LookAsync(FindingStatus.Ok, ("SSL_CERT_FILE", good));
        await LookAsync(FindingStatus.Ok, ("SSL_CERT_DIR", $"{empty}:{directory.Path}"));
        await LookAsync(FindingStatus.Failed, ("SSL_CERT_FILE", bad));
        await LookAsync(FindingStatus.Failed, ("SSL_CERT_FILE", Path.Join(directory.Path, "missing.pem")));
        await LookAsync(FindingStatus.Failed, ("SSL_CERT_FILE", directory.Path));
        await LookAsync(FindingStatus.Failed, ("SSL_CERT_DIR", empty));

        static async Task LookAsync(FindingStatus expected, params (string Name, string Value)[] variables) =>
            Assert.Equal(expected, (await new CertificateCheck(Variables(variables)).LookAsync()).Named(FindingNames.Certificates).Status);
    }

    private static Func<string, string?> Variables(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;

    private static ProviderDefinition Provider(int[] ports) =>
        new() { Name = "ports", DisplayName = "Ports", RedirectPorts = ports, Flows = [SignInFlow.Browser] };
}
