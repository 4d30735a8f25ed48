using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Cli;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core.Import;
using PrxAuth.Core.Tests.Import;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

/// <summary><c>prx auth import</c> over real files.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private const string Gh = """
        github.com:
            users:
                octocat:
                    oauth_token: gho_s3cret
                hubot:
                    oauth_token: gho_s3cret2
            user: octocat
        """;

    private readonly ForeignHome _home = new();

    public ImportCommandTests()
    {
        _home.Set("GH_CONFIG_DIR", _home.PathOf("gh"));
        _home.Write("gh/hosts.yml", Gh);
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_dry_run_tells_what_would_come_and_keeps_nothing()
    {
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(ExitStatus.Done, await RunAsync("auth import --from gh --dry-run", frontEnd));

        Assert.All(Imported(frontEnd), result => Assert.Equal(ImportOutcome.Found, result.Outcome));
        Assert.Equal("github.com/octocat of gh would become profile github/default.", Text(frontEnd.Results.First()));
        Assert.Empty(_home.Session.Profiles.ListKeys(null));
    }

    [Fact]
    public async Task What_came_is_told_in_words_and_what_was_there_is_left()
    {
        var first = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth import --from gh", first));
        Assert.Equal("github.com/octocat of gh is profile github/default now.", Text(first.Results.First()));
        Assert.Equal(2, _home.Session.Profiles.ListKeys(null).Count);

        var again = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth import --from gh", again));
        Assert.All(Imported(again), result => Assert.Equal(ImportOutcome.Skipped, result.Outcome));
        Assert.Contains("--force", Text(again.Results.First()), StringComparison.Ordinal);

        var forced = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth import --from gh --force", forced));
        Assert.All(Imported(forced), result => Assert.Equal(ImportOutcome.Imported, result.Outcome));
    }

    [Fact]
    public async Task Json_has_every_field_and_no_token()
    {
        var frontEnd = new RecordingFrontEnd();
        await RunAsync("auth import --from gh --json", frontEnd);

        string text = Assert.Single(frontEnd.Texts);

        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(text).RootElement.EnumerateArray().First();
        Assert.Equal(
            ["source", "foreign_name", "provider", "profile", "account", "expires_at", "has_refresh_token", "outcome", "reason"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("gh", "github", "imported"), (json.GetProperty("source").GetString(), json.GetProperty("provider").GetString(), json.GetProperty("outcome").GetString()));
    }

    [Theory]
    [InlineData("auth import")]
    [InlineData("auth import --from")]
    public async Task Without_a_tool_it_is_wrong_usage(string line)
    {
        var frontEnd = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.WrongUsage, await RunAsync(line, frontEnd));
        Assert.Single(frontEnd.UsageProblems);
    }

    [Fact]
    public async Task A_tool_that_nobody_knows_ends_with_the_names_of_the_others()
    {
        var frontEnd = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.WrongUsage, await RunAsync("auth import --from hub", frontEnd));
        UsageProblem problem = Assert.Single(frontEnd.UsageProblems);
        Assert.Contains("'hub'", problem.Message, StringComparison.Ordinal);
        Assert.All(ImportService.Sources, tool => Assert.Contains(tool, problem.Recommendation, StringComparison.Ordinal));
        Assert.Equal(ExitStatus.Done, await RunAsync("auth import --from GH --dry-run", new RecordingFrontEnd()));
    }

    private static IEnumerable<ImportResult> Imported(RecordingFrontEnd frontEnd)
    {
        Assert.Equal(2, frontEnd.Results.Count);
        return frontEnd.Results.Select(result => Assert.IsType<ImportedResult>(result).Import);
    }

    private static string Text(CommandResult result) => new TextRenderer(new FakeTimeProvider(ForeignHome.Now), Ink.None, () => 80).Render(result)!;

    private async Task<int> RunAsync(string line, RecordingFrontEnd frontEnd) =>
        await PrxCommand.RunAsync(line.Split(' '), () => _home.Session, frontEnd, TestContext.Current.CancellationToken);
}
