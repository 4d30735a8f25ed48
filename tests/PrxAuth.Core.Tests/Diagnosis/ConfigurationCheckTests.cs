using System.Runtime.Versioning;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tests.Configuration;
using Xunit;

namespace PrxAuth.Core.Tests.Diagnosis;

[UnsupportedOSPlatform("windows")]
public sealed class ConfigurationCheckTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => Path.Join(_directory.Path, "config.toml");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task No_config_file_is_fine()
    {
        Finding finding = Assert.Single(await LookAsync(null));

        Assert.Equal((FindingNames.ConfigFile, FindingStatus.Ok), (finding.Name, finding.Status));
    }

    [Fact]
    public async Task A_config_file_that_says_what_it_means_is_fine()
    {
        Finding[] findings = await LookAsync("[providers.corp]\nissuer = \"https://login.example.com\"\nclient_id = \"x\"\n");

        Assert.All(findings, finding => Assert.Equal(FindingStatus.Ok, finding.Status));
        Assert.Equal([FindingNames.ConfigFile, FindingNames.ConfigPrivate], findings.Select(finding => finding.Name));
    }

    [Fact]
    public async Task A_misspelt_key_and_a_provider_that_is_not_complete_are_told_with_their_lines()
    {
        Finding[] findings = await LookAsync("[providers.github]\nauth_profil = \"work\"\n\n[providers.half]\nclient_id = \"x\"\n");

        Finding[] warnings = [.. findings.Where(finding => finding.Name == FindingNames.ConfigKey)];
        Assert.All(warnings, warning => Assert.Equal(FindingStatus.Warning, warning.Status));
        Assert.Equal([$"{File}:2", $"{File}:4"], warnings.Select(warning => warning.Target));
        Assert.Contains("auth_profile", warnings[0].Recommendation, StringComparison.Ordinal);
        Assert.Contains("half", warnings[1].Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[providers\n", PrxAuthError.ConfigurationSyntax)]
    [InlineData("[providers.x]\nissuer = 1\n", PrxAuthError.ConfigurationValue)]
    [InlineData("[providers.x]\nclient_id = \"x\"\nissuer = \"http://plain.example.com\"\n", PrxAuthError.ConfigurationValue)]
    public async Task A_broken_config_file_fails_the_look(string toml, PrxAuthError error)
    {
        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(() => LookAsync(toml));

        Assert.Equal(error, failure.Error);
    }

    [Theory]
    [InlineData(UnixFileMode.None, FindingStatus.Ok)]
    [InlineData(UnixFileMode.OtherRead, FindingStatus.Warning)]
    [InlineData(UnixFileMode.GroupRead, FindingStatus.Warning)]
    public async Task A_client_secret_that_others_can_read_is_warned_of(UnixFileMode others, FindingStatus expected)
    {
        const string toml = "[providers.corp]\nissuer = \"https://login.example.com\"\nclient_id = \"x\"\nclient_secret = \"canary-secret\"\n";
        Finding[] findings = await LookAsync(toml, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        Finding found = findings.Says(FindingNames.ConfigPrivate, expected, File, expected == FindingStatus.Ok ? "" : "chmod 600");
        Assert.All(findings, finding => Assert.DoesNotContain("canary", finding.ToString(), StringComparison.Ordinal));
        Assert.Equal(File, found.Target);
    }

    private async Task<Finding[]> LookAsync(string? toml, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead)
    {
        if (toml is not null)
        {
            await System.IO.File.WriteAllTextAsync(File, toml, Looking.Cancellation);
            System.IO.File.SetUnixFileMode(File, mode);
        }

        return await new ConfigurationCheck(new CatalogSource(File)).LookAsync();
    }
}
