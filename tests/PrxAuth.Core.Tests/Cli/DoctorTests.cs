using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Cli;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core.Diagnosis;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

/// <summary><c>prx auth doctor</c>: what it prints and what it tells the shell.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prxauth-cli-");
    private readonly AuthSession _session;
    private string _masterKey = new('7', 64);

    public DoctorTests() => _session = AuthSession.Open(new AuthSessionOptions
    {
        Environment = name => name switch
        {
            "PRX_CONFIG" => ConfigFile,
            "PRX_DATA_HOME" => Path.Combine(_directory.FullName, "data"),
            "PRX_MASTER_KEY" => _masterKey,
            _ => null,
        },
    });

    private string ConfigFile => Path.Combine(_directory.FullName, "config.toml");

    public void Dispose()
    {
        _session.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task All_well_ends_with_0_and_shows_findings_as_they_come()
    {
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(ExitStatus.Done, await RunAsync("auth doctor --offline", frontEnd));

        Assert.All(frontEnd.Results, result => Assert.IsType<FindingResult>(result));
        Assert.Contains("failed", Assert.Single(frontEnd.Steps), StringComparison.Ordinal);
        Assert.Empty(frontEnd.Errors);
    }

    [Fact]
    public async Task A_failure_ends_with_1_and_a_broken_config_file_is_one()
    {
        await File.WriteAllTextAsync(ConfigFile, "[providers\n", TestContext.Current.CancellationToken);
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(ExitStatus.Failed, await RunAsync("auth doctor --offline", frontEnd));

        Assert.Contains(frontEnd.Results, result => result is FindingResult { Finding: { Name: FindingNames.ConfigFile, Status: FindingStatus.Failed } });
        Assert.Empty(frontEnd.Errors);
    }

    [Fact]
    public async Task A_misspelt_key_is_a_finding_and_no_warning_besides()
    {
        await File.WriteAllTextAsync(ConfigFile, "[providers.github]\nauth_profil = \"work\"\n", TestContext.Current.CancellationToken);
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(ExitStatus.Done, await RunAsync("auth doctor --offline", frontEnd));

        Assert.Contains(frontEnd.Results, result => result is FindingResult { Finding.Name: FindingNames.ConfigKey });
        Assert.Empty(frontEnd.Warnings);
    }

    [Fact]
    public async Task JSON_is_one_array_with_every_member_in_words_of_prx()
    {
        await RunAsync("auth paste-token anthropic", new RecordingFrontEnd { Secret = "sk-canary" });
        _masterKey = "another key";
        var frontEnd = new RecordingFrontEnd();
        using AuthSession session = Reopen();

        Assert.Equal(
            ExitStatus.Failed,
            await PrxCommand.RunAsync(["auth", "doctor", "--offline", "--json"], () => session, frontEnd, TestContext.Current.CancellationToken));

        JsonElement[] findings = [.. JsonDocument.Parse(Assert.Single(frontEnd.Texts)).RootElement.EnumerateArray()];
        Assert.All(findings, finding => Assert.Equal(
            ["area", "name", "status", "message", "recommendation", "target"], finding.EnumerateObject().Select(member => member.Name)));
        JsonElement unlock = Assert.Single(findings, finding => finding.GetProperty("name").GetString() == "store-unlock");
        Assert.Equal("failed", unlock.GetProperty("status").GetString());
        Assert.Equal("key", unlock.GetProperty("area").GetString());
        Assert.Empty(frontEnd.Steps);
    }

    [Theory]
    [InlineData(ExitStatus.Done)]
    [InlineData(ExitStatus.Done, "loopback:Warning", "profiles:Skipped")]
    [InlineData(ExitStatus.LoginNeeded, "profile-login:Failed", "loopback:Ok", "profile-login:Failed")]
    [InlineData(ExitStatus.Failed, "profile-login:Failed", "store-unlock:Failed")]
    public void The_exit_status_says_whether_a_sign_in_mends_it(int status, params string[] findings) =>
        Assert.Equal(status, ExitStatus.OfDiagnosis(findings.Select(text => text.Split(':')).Select(
            parts => Found(parts[0], Enum.Parse<FindingStatus>(parts[1]), "x"))));

    [Fact]
    public void Findings_stand_in_columns_with_the_way_out_beneath()
    {
        var renderer = new TextRenderer(new FakeTimeProvider(), Ink.None, () => 80);

        Assert.Equal(
            """
              ok       loopback               A connection to 127.0.0.1 arrives.
            x failed   profile-login          corp/default needs a sign-in: the grant
                                              was withdrawn and this is a long line.
                                              hint: Sign in again: prx auth login -P corp
                                              --profile default
            """,
            string.Join('\n',
                renderer.Render(new FindingResult(Found("loopback", FindingStatus.Ok, "A connection to 127.0.0.1 arrives."))),
                renderer.Render(new FindingResult(Found(
                    "profile-login", FindingStatus.Failed, "corp/default needs a sign-in: the grant was withdrawn and this is a long line.") with
                {
                    Recommendation = "Sign in again: Connect-PrxAuth -Provider corp -Profile default",
                }))));
    }

    [Fact]
    public void A_finding_cannot_move_the_cursor()
    {
        var renderer = new TextRenderer(new FakeTimeProvider(), Ink.None, () => null);

        Assert.DoesNotContain(renderer.Render(new FindingResult(Found("proxy", FindingStatus.Ok, "\e[2J\r\u202E")))!, c => c is '\e' or '\r' or '\u202E');
    }

    [Fact]
    public async Task All_and_a_provider_contradict_each_other()
    {
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(ExitStatus.WrongUsage, await RunAsync("auth doctor corp --all", frontEnd));
        Assert.Contains("every provider", Assert.Single(frontEnd.UsageProblems).Message, StringComparison.Ordinal);
    }

    private static Finding Found(string name, FindingStatus status, string message) =>
        new() { Area = FindingArea.Profiles, Name = name, Status = status, Message = message };

    private AuthSession Reopen() => AuthSession.Open(new AuthSessionOptions
    {
        Environment = name => name switch
        {
            "PRX_CONFIG" => ConfigFile,
            "PRX_DATA_HOME" => Path.Combine(_directory.FullName, "data"),
            "PRX_MASTER_KEY" => _masterKey,
            _ => null,
        },
    });

    private async Task<int> RunAsync(string line, RecordingFrontEnd frontEnd) =>
        await PrxCommand.RunAsync(line.Split(' '), () => _session, frontEnd, TestContext.Current.CancellationToken);
}
