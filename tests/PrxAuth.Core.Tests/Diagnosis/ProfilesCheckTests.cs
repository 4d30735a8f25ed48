using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Diagnosis;

/// <summary>Profiles as they come from a sign-in, each then changed in one way.</summary>
public sealed class ProfilesCheckTests
{
    private static readonly ProfileKey s_key = new("corp", "default");

    [Fact]
    public async Task A_profile_that_is_signed_in_is_fine()
    {
        await using SimulatedWorld world = await SignedInAsync();

        Finding[] findings = await LookAsync(world);

        findings.Says(FindingNames.ProfileLogin, FindingStatus.Ok, "corp/default is signed in as");
        findings.Says(FindingNames.Clock, FindingStatus.Ok, "The clock stands after");
    }

    [Fact]
    public async Task No_profile_is_fine()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        (await LookAsync(world)).Says(FindingNames.Profiles, FindingStatus.Ok, "no profile");
    }

    [Fact]
    public async Task One_that_has_run_out_and_can_be_renewed_is_fine_unless_nobody_renews_it()
    {
        await using SimulatedWorld world = await SignedInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        (await LookAsync(world)).Says(FindingNames.ProfileLogin, FindingStatus.Ok, "renewed on the next use");

        world.EditConfig(toml => toml.Replace("auto_refresh = true", "auto_refresh = false", StringComparison.Ordinal));

        (await LookAsync(world)).Says(FindingNames.ProfileLogin, FindingStatus.Warning, "auto_refresh is off", "Update-PrxAuthToken -Provider corp");
    }

    [Fact]
    public async Task One_that_needs_a_sign_in_is_told_with_the_reason_and_no_token_in_it()
    {
        await using SimulatedWorld world = await SignedInAsync();
        await world.RewriteAsync(s_key, credential => credential with { LoginRequiredReason = "The grant was withdrawn: eyJhbGciOiJIUzI1NiJ9.canary0123456789." });

        Finding found = (await LookAsync(world)).Says(
            FindingNames.ProfileLogin, FindingStatus.Failed, "The grant was withdrawn", "Connect-PrxAuth -Provider corp -Profile default");

        Assert.DoesNotContain("canary", found.Message, StringComparison.Ordinal);
        Assert.Equal("corp/default", found.Target);
    }

    [Fact]
    public async Task One_that_cannot_be_renewed_is_told_when_it_has_run_out_and_warned_of_before()
    {
        await using SimulatedWorld world = await SignedInAsync();
        await world.RewriteAsync(s_key, credential => credential with { Tokens = credential.Tokens with { RefreshToken = null } });
        (await LookAsync(world)).Says(FindingNames.ProfileLogin, FindingStatus.Warning, "runs out in", "Sign in again");

        world.Clock.Advance(TimeSpan.FromHours(2));

        (await LookAsync(world)).Says(FindingNames.ProfileLogin, FindingStatus.Failed, "cannot be renewed", "Sign in again");
    }

    [Fact]
    public async Task A_refresh_token_near_its_end_is_warned_of_and_one_beyond_it_renews_nothing()
    {
        await using SimulatedWorld world = await SignedInAsync();
        DateTimeOffset end = world.Clock.GetUtcNow().AddHours(30);
        await world.RewriteAsync(s_key, credential => credential with { Tokens = credential.Tokens with { RefreshTokenExpiresAt = end } });
        (await LookAsync(world)).Says(FindingNames.ProfileRefreshToken, FindingStatus.Warning, "30 hours", "Update-PrxAuthToken");

        world.Clock.Advance(TimeSpan.FromHours(31));

        Finding[] findings = await LookAsync(world);
        findings.Says(FindingNames.ProfileLogin, FindingStatus.Failed, "cannot be renewed");
        Assert.DoesNotContain(findings, finding => finding.Name == FindingNames.ProfileRefreshToken);
    }

    [Fact]
    public async Task A_damaged_file_is_told_and_hides_no_other()
    {
        await using SimulatedWorld world = await SignedInAsync();
        await world.SignInAsync("corp", profile: "two");
        string file = Path.Join(world.SecretsDirectory, "corp", "default.sealed");
        byte[] bytes = await File.ReadAllBytesAsync(file, Looking.Cancellation);
        bytes[^20] ^= 4;
        await File.WriteAllBytesAsync(file, bytes, Looking.Cancellation);

        Finding[] findings = await LookAsync(world);

        findings.Says(FindingNames.ProfileFile, FindingStatus.Failed, "does not open", "Connect-PrxAuth");
        findings.Says(FindingNames.ProfileLogin, FindingStatus.Ok, "corp/two");
    }

    [Fact]
    public async Task A_profile_whose_provider_is_gone_is_warned_of()
    {
        await using SimulatedWorld world = await SignedInAsync();
        world.WriteConfig("# nothing\n");

        (await LookAsync(world)).Says(FindingNames.ProfileProvider, FindingStatus.Warning, "corp/default", "[providers.corp]");
    }

    [Fact]
    public async Task A_clock_that_was_set_back_is_told()
    {
        await using SimulatedWorld world = await SignedInAsync();
        await world.RewriteAsync(
            s_key, credential => credential with { Tokens = credential.Tokens with { ReceivedAt = world.Clock.GetUtcNow().AddDays(1) } });

        Finding found = (await LookAsync(world)).Says(FindingNames.Clock, FindingStatus.Failed, "corp/default", "Set the clock");

        Assert.Equal(FindingArea.Clock, found.Area);
    }

    [Fact]
    public async Task A_broken_config_file_does_not_hide_that_a_profile_opens()
    {
        await using SimulatedWorld world = await SignedInAsync();
        world.WriteConfig("[providers\n");

        (await LookAsync(world)).Says(FindingNames.ProfileLogin, FindingStatus.Skipped, "corp/default opens");
    }

    private static async Task<SimulatedWorld> SignedInAsync()
    {
        SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp", SignInFlow.Browser);
        return world;
    }

    // A session of its own, which knows nothing of what was changed behind its back.
    private static async Task<Finding[]> LookAsync(SimulatedWorld world)
    {
        Finding[] all = await world.Open().Diagnosis.RunAsync(new DiagnosisOptions { Offline = true });
        return [.. all.Where(finding => finding.Area is FindingArea.Profiles or FindingArea.Clock)];
    }
}
