using System.Text.Json;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary><c>Test-PrxAuth</c> and <c>prx auth doctor</c>, on a store that is well and on one that is not.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task A_store_that_is_well_gives_findings_with_a_status_and_nothing_is_changed()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp");
        IReadOnlyDictionary<string, string> before = world.Snapshot();

        EngineResult result = await engine.MustAsync("Test-PrxAuth");

        Assert.All(result.Output, output => Assert.Equal("PrxAuth.PrxAuthFinding", output.Type));
        Assert.DoesNotContain("Failed", result.Values("Status"));
        Assert.Contains("store-unlock", result.Values("Name"));
        Assert.Contains("corp/default", result.Values("Target"));
        Assert.Equal(before, world.Snapshot());
        Assert.Equal("True", (await engine.MustAsync("Test-PrxAuth -Quiet")).OutputText());
    }

    [Fact]
    public async Task A_store_that_is_not_well_says_the_way_out_and_Quiet_says_no()
    {
        await using World world = await World.CreateAsync();
        (await Prx.RunAsync(world, "prx auth login -P corp")).Must();
        Spoil(world);
        await using Engine engine = await Engine.OpenAsync(world);

        EngineResult failed = await engine.MustAsync("Test-PrxAuth -Offline | Where-Object Status -eq Failed");

        Assert.Equal(["profile-file"], failed.Values("Name"));
        Assert.All(failed.Values("Recommendation"), wayOut => Assert.Contains("Connect-PrxAuth", wayOut, StringComparison.Ordinal));
        Assert.Equal("False", (await engine.MustAsync("Test-PrxAuth -Offline -Quiet")).OutputText());
    }

    [Fact]
    public async Task Providers_are_named_by_alias_wildcard_and_pipeline_and_an_unknown_one_is_an_error()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);

        await AssertProvidersAsync("Test-PrxAuth gemini -Offline", "google-gemini");
        await AssertProvidersAsync("Test-PrxAuth g* -Offline", "github", "github-copilot", "gitlab", "google-gemini");
        await AssertProvidersAsync("Get-PrxAuthProvider corp, runbook | Test-PrxAuth -Offline", "corp", "runbook");
        ErrorReport error = await engine.FailAsync("Test-PrxAuth nobody");
        Assert.Equal("ProviderUnknown", error.Id);

        async Task AssertProvidersAsync(string script, params string[] expected)
        {
            EngineResult result = await engine.MustAsync($"{script} | Where-Object Name -eq provider-client");
            Assert.Equal(expected, result.Values("Target"));
        }
    }

    [Fact]
    public async Task A_broken_config_file_is_a_finding_and_no_error()
    {
        await using World world = await World.CreateAsync();
        world.Configure("[providers\n");
        await using Engine engine = await Engine.OpenAsync(world);

        EngineResult result = await engine.MustAsync("Test-PrxAuth -Offline | Where-Object Status -eq Failed");

        Assert.Equal(["config-file"], result.Values("Name"));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task The_view_shows_the_status_and_the_way_out()
    {
        await using World world = await World.CreateAsync();
        world.Configure("[providers\n");
        await using Engine engine = await Engine.OpenAsync(world);

        EngineResult result = await engine.MustAsync("Test-PrxAuth -Offline | Where-Object Name -eq config-file | Out-Default");

        Assert.Matches("Status +Name +Finding", result.Screen);
        Assert.Matches("Failed.* config-file +.*", result.Screen);
        Assert.Contains("->", result.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prx_emits_the_same_objects_in_a_session_and_lines_outside()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult cmdlet = await engine.MustAsync("Test-PrxAuth -Offline");
        EngineResult function = await engine.MustAsync("prx auth doctor --offline");
        Assert.Equal(cmdlet.Values("Name"), function.Values("Name"));
        Assert.Equal("0", function.LastExitCode);

        PrxResult prx = await Prx.RunAsync(world, "prx auth doctor --offline");

        Assert.Equal(0, prx.Status);
        Assert.Matches("(?m)^  ok       loopback +A connection", prx.Output);
        Assert.Contains("0 failed", prx.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exit_status_is_1_when_something_failed_and_3_when_a_sign_in_mends_it()
    {
        await using World world = await World.CreateAsync();
        (await Prx.RunAsync(world, "prx auth login -P corp")).Must();
        await world.Control.RevokeAllAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(3, (await Prx.RunAsync(world, "prx auth refresh -P corp")).Status);

        PrxResult login = await Prx.RunAsync(world, "prx auth doctor --json");
        Assert.Equal(3, login.Status);
        Assert.Equal(["profile-login"], Failed(login));

        Spoil(world);
        PrxResult damaged = await Prx.RunAsync(world, "prx auth doctor --json");
        Assert.Equal(1, damaged.Status);
        Assert.Equal(["profile-file"], Failed(damaged));

        static string?[] Failed(PrxResult result)
        {
            using JsonDocument json = JsonDocument.Parse(result.Output);
            return [.. json.RootElement.EnumerateArray()
                .Where(finding => finding.GetProperty("status").GetString() == "failed").Select(finding => finding.GetProperty("name").GetString())];
        }
    }

    private static void Spoil(World world)
    {
        string file = world.SealedFile("corp", "default");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 4;
        File.WriteAllBytes(file, bytes);
    }
}
