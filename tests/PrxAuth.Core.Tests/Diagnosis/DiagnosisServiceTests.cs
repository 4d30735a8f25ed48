using System.Reflection;
using System.Runtime.Versioning;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Tests.Storage;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Diagnosis;

/// <summary>The whole diagnosis: what it looks at, in which order, and that it leaves everything as it was.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DiagnosisServiceTests
{
    [Fact]
    public async Task Nothing_is_made_where_there_is_nothing()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Finding[] findings = await world.Session.Diagnosis.RunAsync();

        Assert.DoesNotContain(findings, finding => finding.Status == FindingStatus.Failed);
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.DataHome));
    }

    [Fact]
    public async Task The_order_is_always_the_same_and_nothing_is_changed_on_disk()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp", SignInFlow.Browser);
        string[] before = Everything(world);

        Finding[] first = await world.Session.Diagnosis.RunAsync();
        Finding[] second = await world.Session.Diagnosis.RunAsync();

        Assert.Equal(first.Select(finding => (finding.Name, finding.Target)), second.Select(finding => (finding.Name, finding.Target)));
        FindingArea[] areas = [.. first.Where(finding => finding.Name != FindingNames.ClockSkew).Select(finding => finding.Area)];
        Assert.Equal(areas.Order(), areas);
        Assert.DoesNotContain(first, finding => finding.Status == FindingStatus.Failed);
        Assert.Equal(before, Everything(world));
    }

    [Fact]
    public async Task The_providers_are_those_in_use_or_named_or_all()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig("[providers.corp]\nissuer = \"https://login.example.com\"\nclient_id = \"x\"\n");
        await world.SignInAsync(new SignInRequest { Provider = "anthropic", Flow = SignInFlow.GivenToken, GivenToken = new Secret("sk-1") });

        Assert.Equal(["anthropic", "corp"], await ProvidersAsync(new DiagnosisOptions { Offline = true }));
        Assert.Equal(["github"], await ProvidersAsync(new DiagnosisOptions { Offline = true, Providers = ["gh", "GITHUB"] }));
        Assert.Equal(
            world.Session.Catalog.Current().Catalog.Providers.Select(provider => provider.Name),
            await ProvidersAsync(new DiagnosisOptions { Offline = true, AllProviders = true }));
        PrxAuthException unknown = await Assert.ThrowsAsync<PrxAuthException>(() => ProvidersAsync(new DiagnosisOptions { Providers = ["nobody"] }));
        Assert.Equal(PrxAuthError.ProviderUnknown, unknown.Error);

        async Task<string?[]> ProvidersAsync(DiagnosisOptions options) =>
            [.. (await world.Session.Diagnosis.RunAsync(options)).Where(finding => finding.Name == FindingNames.ProviderClient).Select(finding => finding.Target)];
    }

    [Fact]
    public async Task A_named_provider_limits_the_profiles_to_its_own()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp", SignInFlow.Browser);
        await world.SignInAsync("google-gemini", SignInFlow.Browser);

        Finding[] findings = await world.Session.Diagnosis.RunAsync(new DiagnosisOptions { Providers = ["gemini"], Offline = true });

        Assert.Equal("google-gemini/default", findings.Named(FindingNames.ProfileLogin).Target);
    }

    [Fact]
    public async Task One_broken_thing_hides_no_other()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp", SignInFlow.Browser);
        world.Environment["PRX_MASTER_KEY"] = "canary, another passphrase";
        world.WriteConfig("[providers\nclient_secret = \"canary\"\n");
        await File.WriteAllTextAsync(Path.Join(world.SecretsDirectory, "notes.txt"), "", Looking.Cancellation);

        Finding[] findings = await world.Open().Diagnosis.RunAsync();

        findings.Says(FindingNames.ConfigFile, FindingStatus.Failed, ":1:");
        findings.Says(FindingNames.StoreUnlock, FindingStatus.Failed, "does not open");
        findings.Says(FindingNames.FileUnknown, FindingStatus.Warning, "notes.txt");
        findings.Says(FindingNames.Profiles, FindingStatus.Skipped, "see the findings about the store");
        findings.Says(FindingNames.ProviderEndpoint, FindingStatus.Skipped, "config file");
        findings.Says(FindingNames.Loopback, FindingStatus.Ok, "arrives");
        Assert.All(findings, finding => Assert.DoesNotContain("canary", finding.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_can_be_cancelled_while_a_provider_does_not_answer()
    {
        using var asked = new SemaphoreSlim(0);
        using var answer = new ManualResetEventSlim();
        await using RawProvider raw = new(_ =>
        {
            asked.Release();
            answer.Wait(TimeSpan.FromSeconds(60));
            return RawProvider.Reply("{}");
        });
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Looking.Cancellation);
        Task<List<Finding>> looking = world.Session.Diagnosis.RunAsync(new DiagnosisOptions(), stop.Token).ToListAsync(stop.Token).AsTask();
        await asked.WaitAsync(Looking.Cancellation);

        await stop.CancelAsync();

        await SimulatedWorld.EndsAsync(looking);
        answer.Set();
    }

    [Fact]
    public async Task A_look_that_hangs_ends_by_itself_and_the_rest_is_told()
    {
        using var asked = new SemaphoreSlim(0);
        using var answer = new ManualResetEventSlim();
        await using RawProvider raw = new(_ =>
        {
            asked.Release();
            answer.Wait(TimeSpan.FromSeconds(60));
            return RawProvider.Reply("{}");
        });
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml());
        Task<Finding[]> looking = world.Session.Diagnosis.RunAsync();
        await asked.WaitAsync(Looking.Cancellation);

        world.Clock.Advance(TimeSpan.FromSeconds(31));

        // The looks that begin only now have waits of their own, a second at most, by the same clock.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!looking.IsCompleted && !patience.IsCancellationRequested)
        {
            await Task.WhenAny(looking, Task.Delay(TimeSpan.FromMilliseconds(200), Looking.Cancellation));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Finding[] findings = await looking.WaitAsync(TimeSpan.Zero, Looking.Cancellation);
        answer.Set();
        findings.Says(FindingNames.ProviderEndpoint, FindingStatus.Failed, "did not answer within 30 seconds");
        findings.Says(FindingNames.Certificates, FindingStatus.Ok, "trusted");
    }

    [Fact]
    public void The_page_for_people_tells_every_name()
    {
        string page = File.ReadAllText(RepositoryFiles.Path("docs/doctor.md"));
        string[] names = [.. typeof(FindingNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

        Assert.NotEmpty(names);
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal));
    }

    private static string[] Everything(SimulatedWorld world) =>
    [
        .. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(world.ConfigFile)!, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {File.GetUnixFileMode(path)}"
                + (File.Exists(path) ? $"{File.GetLastWriteTimeUtc(path).Ticks} {Convert.ToHexString(File.ReadAllBytes(path))}" : "")),
    ];
}
