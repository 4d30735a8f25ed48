using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>The real kubectl, a cluster's front door, and the user of a kubeconfig as the documentation writes it.</summary>
public sealed partial class KubectlClientTests
{
    private const string Answer = """{"kind":"Status","apiVersion":"v1","status":"Success"}""";

    [Theory]
    [InlineData("v1", true)]
    [InlineData("v1", false)]
    [InlineData("v1beta1", false)]
    public async Task Kubectl_is_let_in(string version, bool useIdToken)
    {
        ClientHome.SkipWithout("kubectl");
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        using var home = new ClientHome(world);
        int minor = await MinorVersionAsync(home);
        Assert.SkipWhen(version == "v1" && minor < 22, $"kubectl 1.{minor} speaks v1beta1 alone; v1 came with 1.22.");
        Credential first = await world.SignInAsync("corp");

        // Run out by the clock, so that what kubectl shows can only be a renewed one.
        await world.RewriteAsync(first.Key, kept => kept with { Tokens = kept.Tokens with { ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) } });
        using X509Certificate2 certificate = LoopbackCertificate.Create();
        string? shown = null;
        await using LoopbackServer cluster = await LoopbackServer.StartAsync(
            context =>
            {
                shown = context.Request.Headers.Authorization;
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync(Answer);
            },
            certificate);
        Configure(home, cluster.Address, certificate, version, useIdToken);

        Assert.Equal(Answer, (await home.SucceedsAsync("kubectl", "get", "--raw", "/api/v1/namespaces")).Trim());

        Credential second = await world.GetAsync("corp");
        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.Equal($"Bearer {(useIdToken ? second.Tokens.IdToken! : second.UsableToken).Reveal()}", shown);
    }

    private static void Configure(ClientHome home, Uri cluster, X509Certificate2 certificate, string version, bool useIdToken)
    {
        string users = HelpersPage.Block("interactiveMode: Never").Replace("k8s.io/v1", $"k8s.io/{version}", StringComparison.Ordinal);
        home.Write(".kube/config", $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{ name: test, context: { cluster: test, user: corp } }]
            clusters:
            - name: test
              cluster:
                server: {{cluster}}
                certificate-authority-data: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()))}}
            {{(useIdToken ? users : users.Replace(", --id-token", string.Empty, StringComparison.Ordinal))}}
            """);
    }

    private static async Task<int> MinorVersionAsync(ClientHome home) => int.Parse(
        GitVersion().Match(await home.SucceedsAsync("kubectl", "version", "--client", "--output=json")).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("\"gitVersion\": *\"v1\\.([0-9]+)")]
    private static partial Regex GitVersion();
}
