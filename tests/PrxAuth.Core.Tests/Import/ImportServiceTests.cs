using System.Diagnostics;
using System.Text;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Import;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Import;

/// <summary>What becomes of logins of other tools, and of their files.</summary>
public sealed class ImportServiceTests : IDisposable
{
    private const string Gh = "github.com:\n    user: octocat\n    oauth_token: gho_one\n";

    private readonly ForeignHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_tools_file_stays_as_it_was()
    {
        string file = _home.Write("hosts.yml", Gh);
        File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));

        await _home.ImportAsync(Assert.Single(_home.Find("gh", file)));

        Assert.Equal(Gh, File.ReadAllText(file));
        Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public async Task A_profile_that_is_there_stays_unless_force_is_given()
    {
        await _home.ImportAsync(_home.FindOne("gh", Gh));
        long before = (await _home.StoredAsync("github", "default"))!.Generation;
        FoundLogin next = _home.FindOne("gh", Gh.Replace("gho_one", "gho_two", StringComparison.Ordinal));

        ImportResult skipped = await _home.ImportAsync(next);

        Assert.Equal(ImportOutcome.Skipped, skipped.Outcome);
        Assert.Contains("-Force", skipped.Reason, StringComparison.Ordinal);
        Assert.Equal("gho_one", (await _home.StoredAsync("github", "default"))!.Tokens.AccessToken.Reveal());

        Assert.Equal(ImportOutcome.Imported, (await _home.ImportAsync(next, force: true)).Outcome);
        Credential after = (await _home.StoredAsync("github", "default"))!;
        Assert.Equal("gho_two", after.Tokens.AccessToken.Reveal());
        Assert.True(after.Generation > before);
    }

    [Fact]
    public void One_login_takes_the_name_it_is_given() =>
        Assert.Equal("github/work", $"{Assert.Single(_home.Find("gh", _home.Write("hosts.yml", Gh), "work")).Key}");

    [Fact]
    public void A_tool_that_nobody_knows_is_an_error_that_names_the_others()
    {
        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => _home.Find("hub"));
        Assert.Equal(PrxAuthError.ImportSourceUnavailable, failure.Error);
        Assert.All(ImportService.Sources, tool => Assert.Contains(tool, failure.Recommendation, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => _home.Fails(PrxAuthError.ImportSourceUnavailable, "gh", _home.PathOf("nowhere/hosts.yml"));

    [Fact]
    public void A_directory_is_not_read() => _home.Fails(PrxAuthError.ImportSourceUnavailable, "gh", Directory.CreateDirectory(_home.PathOf("hosts.yml")).FullName);

    [Fact]
    public void More_than_a_mebibyte_is_not_read() =>
        Assert.Contains("1 MiB", _home.Fails(PrxAuthError.ImportSourceInvalid, "gh", _home.Write("hosts.yml", Gh + new string('#', 1 << 20))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_Utf8_is_not_guessed_at() =>
        Assert.Contains("UTF-8", _home.Fails(PrxAuthError.ImportSourceInvalid, "gh", _home.Write("hosts.yml", Encoding.Latin1.GetBytes(Gh + "# é"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_pipe_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among its files.");
        string pipe = _home.PathOf("hosts.yml");
        using (Process made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await Task.Run(() => _home.Fails(PrxAuthError.ImportSourceUnavailable, "gh", pipe), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_link_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        File.CreateSymbolicLink(_home.PathOf("link"), _home.Write("dotfiles/hosts.yml", Gh));
        Assert.Equal("gho_one", Assert.Single(_home.Find("gh", _home.PathOf("link"))).Login.Tokens!.AccessToken.Reveal());
    }

    [Fact]
    public async Task A_login_of_the_Codex_CLI_is_renewed_here_and_not_revoked_at_sign_out()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential own = await world.SignInAsync("codex", SignInFlow.Browser, "own");
        string file = _home.Write("auth.json", $$$"""
            {"tokens":{"access_token":"{{{own.Tokens.AccessToken.Reveal()}}}","refresh_token":"{{{own.Tokens.RefreshToken!.Reveal()}}}","id_token":"{{{own.Tokens.IdToken!.Reveal()}}}"}}
            """);
        FoundLogin found = Assert.Single(world.Session.Import.Find("codex", file, "cli"));
        await world.Session.Import.ImportAsync(found, force: false, SimulatedWorld.Cancellation);
        world.Clock.Advance(TimeSpan.FromDays(11));

        Credential renewed = await world.GetAsync("codex", "cli");

        Assert.NotEqual(own.Tokens.AccessToken, renewed.Tokens.AccessToken);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.OpenAI).Refreshes);
        int requests = world.Control.Requests.Count;
        await world.SignOutAsync(renewed.Key);
        Assert.Equal(requests, world.Control.Requests.Count);
    }
}
