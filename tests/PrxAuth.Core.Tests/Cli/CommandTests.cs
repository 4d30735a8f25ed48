using System.Text.Json;
using PrxAuth.Cli;
using PrxAuth.Cli.Grammar;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

/// <summary>Whole commands over a real config file and a real store, offline.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prxauth-cli-");
    private readonly AuthSession _session;

    public CommandTests() => _session = AuthSession.Open(new AuthSessionOptions
    {
        Environment = name => name switch
        {
            "PRX_CONFIG" => ConfigFile,
            "PRX_DATA_HOME" => Path.Combine(_directory.FullName, "data"),
            "PRX_MASTER_KEY" => new string('7', 64),
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
    public async Task A_given_token_is_kept_listed_printed_and_forgotten()
    {
        Assert.Equal(ExitStatus.Done, await RunAsync("auth paste-token anthropic --profile key", new RecordingFrontEnd { Secret = "sk-1" }));

        var token = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth token claude --profile key", token));
        Assert.Equal(["sk-1"], token.Texts);
        Assert.Empty(token.Steps);

        var list = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth list", list));
        Assert.Equal("anthropic/key", Assert.Single(Assert.IsType<ProfilesResult>(Assert.Single(list.Results)).Profiles).Key.ToString());

        Assert.Equal(ExitStatus.Done, await RunAsync("auth status", new RecordingFrontEnd()));

        var logout = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth logout --all", logout));
        Assert.IsType<SignedOutResult>(Assert.Single(logout.Results));
        Assert.Empty(_session.Profiles.ListKeys(null));
    }

    [Fact]
    public async Task Headers_are_printed_as_lines_or_as_json()
    {
        await RunAsync("auth paste-token anthropic", new RecordingFrontEnd { Secret = "sk-1" });

        var lines = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth token anthropic --header", lines));
        Assert.Equal(["Authorization: Bearer sk-1"], lines.Texts);

        var json = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth token anthropic --header --uri https://a.example.test/ --method POST --json", json));
        using var document = System.Text.Json.JsonDocument.Parse(Assert.Single(json.Texts));
        Assert.Equal("Bearer sk-1", document.RootElement.GetProperty("Authorization").GetString());
    }

    [Fact]
    public async Task Use_writes_the_config_and_refuses_a_profile_that_is_not_there()
    {
        await File.WriteAllTextAsync(ConfigFile, "# mine\n", TestContext.Current.CancellationToken);
        await RunAsync("auth paste-token anthropic --profile key", new RecordingFrontEnd { Secret = "sk-1" });

        var refused = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Failed, await RunAsync("auth use anthropic --profile kay", refused));
        PrxAuthException failure = Assert.Single(refused.Errors);
        Assert.Equal(PrxAuthError.ProfileNotFound, failure.Error);
        Assert.Contains("key", failure.Message, StringComparison.Ordinal);

        var used = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth use anthropic --profile key", used));
        Assert.True(Assert.IsType<ActiveProfileResult>(Assert.Single(used.Results)).Profile.IsActive);
        Assert.StartsWith("# mine\n", await File.ReadAllTextAsync(ConfigFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var token = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth token anthropic", token));
        Assert.Equal(["sk-1"], token.Texts);
        Assert.Equal(["Using profile 'key' (auth_profile in config.toml)."], token.Steps);
    }

    [Theory]
    [InlineData("auth token github", ExitStatus.LoginNeeded, PrxAuthError.ProfileNotFound)]
    [InlineData("auth status github", ExitStatus.LoginNeeded, PrxAuthError.ProfileNotFound)]
    [InlineData("auth refresh github", ExitStatus.LoginNeeded, PrxAuthError.ProfileNotFound)]
    [InlineData("auth logout github", ExitStatus.Failed, PrxAuthError.ProfileNotFound)]
    [InlineData("auth token nobody", ExitStatus.Failed, PrxAuthError.ProviderUnknown)]
    [InlineData("auth login github", ExitStatus.Failed, PrxAuthError.InteractionRequired)]
    [InlineData("auth token github --profile a/b", ExitStatus.Failed, PrxAuthError.ProfileNameInvalid)]
    [InlineData("auth paste-token anthropic", ExitStatus.Failed, PrxAuthError.InteractionRequired)]
    [InlineData("auth paste-redirect corp", ExitStatus.Failed, PrxAuthError.InteractionRequired)]
    public async Task A_failure_has_its_id_and_exit_status(string line, int status, PrxAuthError error)
    {
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(status, await RunAsync(line, frontEnd));
        Assert.Equal(error, Assert.Single(frontEnd.Errors).Error);
    }

    [Theory]
    [InlineData("auth list", ExitStatus.Done)]
    [InlineData("auth refresh", ExitStatus.Done)]
    [InlineData("auth logout --all", ExitStatus.Done)]
    [InlineData("auth status", ExitStatus.LoginNeeded)]
    public async Task An_empty_store_is_no_failure(string line, int status)
    {
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(status, await RunAsync(line + " --json", frontEnd));
        Assert.Empty(frontEnd.Errors);
        Assert.Equal(0, JsonDocument.Parse(Assert.Single(frontEnd.Texts)).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task A_misspelt_key_of_the_config_is_warned_of_and_a_broken_file_stops_everything()
    {
        await File.WriteAllTextAsync(ConfigFile, "[providers.github]\nauth_profil = \"work\"\n", TestContext.Current.CancellationToken);
        var warned = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Done, await RunAsync("auth list", warned));
        Assert.Contains("auth_profile", Assert.Single(warned.Warnings), StringComparison.Ordinal);

        await File.WriteAllTextAsync(ConfigFile, "[providers\nbroken = \n", TestContext.Current.CancellationToken);
        var broken = new RecordingFrontEnd();
        Assert.Equal(ExitStatus.Failed, await RunAsync("auth list", broken));
        Assert.Equal(PrxAuthError.ConfigurationSyntax, Assert.Single(broken.Errors).Error);
    }

    [Fact]
    public async Task Help_version_and_wrong_usage_open_no_session()
    {
        static AuthSession Never() => throw new InvalidOperationException("The session was opened.");
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(ExitStatus.Done, await PrxCommand.RunAsync(["auth", "login", "--help"], Never, frontEnd, TestContext.Current.CancellationToken));
        Assert.Equal(ExitStatus.Done, await PrxCommand.RunAsync(["--version"], Never, frontEnd, TestContext.Current.CancellationToken));
        Assert.Equal(ExitStatus.WrongUsage, await PrxCommand.RunAsync(["auth"], Never, frontEnd, TestContext.Current.CancellationToken));
        Assert.Equal(2, frontEnd.Texts.Count);
        Assert.Single(frontEnd.UsageProblems);
    }

    [Fact]
    public async Task A_defect_is_told_without_what_it_choked_on()
    {
        static AuthSession Defective() => throw new FormatException("The input 'secret-text' was not in a correct format.");
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(ExitStatus.Failed, await PrxCommand.RunAsync(["auth", "list"], Defective, frontEnd, TestContext.Current.CancellationToken));

        PrxAuthException failure = Assert.Single(frontEnd.Errors);
        Assert.Equal(PrxAuthError.Internal, failure.Error);
        Assert.Contains(nameof(FormatException), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-text", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_command_says_so()
    {
        await RunAsync("auth paste-token anthropic", new RecordingFrontEnd { Secret = "sk-1" });
        using var interrupted = new CancellationTokenSource();
        await interrupted.CancelAsync();

        Assert.Equal(
            ExitStatus.Interrupted,
            await PrxCommand.RunAsync(["auth", "logout", "anthropic"], () => _session, new RecordingFrontEnd(), interrupted.Token));
        Assert.Single(_session.Profiles.ListKeys(null));
    }

    [Fact]
    public void Several_failures_need_a_login_only_where_it_mends_them_all()
    {
        Assert.Equal(ExitStatus.Done, ExitStatus.OfAll([], AuthVerb.Refresh));
        Assert.Equal(ExitStatus.LoginNeeded, ExitStatus.OfAll([PrxAuthError.LoginRequired, PrxAuthError.LoginRequired], AuthVerb.Refresh));
        Assert.Equal(ExitStatus.Failed, ExitStatus.OfAll([PrxAuthError.LoginRequired, PrxAuthError.ProviderUnreachable], AuthVerb.Refresh));
    }

    [Theory]
    [InlineData("", "", "auth,completions")]
    [InlineData("", "--v", "--version")]
    [InlineData("auth", "l", "login,logout,list")]
    [InlineData("auth login -P", "githu", "github,github-copilot")]
    [InlineData("auth login --provider", "cop", "copilot")]
    [InlineData("auth login", "cop", "copilot")]
    [InlineData("auth login", "--pro", "--provider,--profile")]
    [InlineData("auth login --provider copilot", "--pro", "--profile")]
    [InlineData("auth login copilot", "cop", "")]
    [InlineData("auth login --browser false", "cop", "copilot")]
    [InlineData("auth login --profile work", "cop", "copilot")]
    [InlineData("auth login --profile work copilot", "cop", "")]
    [InlineData("auth login copilot --browser", "f", "false")]
    [InlineData("auth login", "--browser=f", "--browser=false")]
    [InlineData("auth login", "--provider=cop", "--provider=copilot")]
    [InlineData("auth token anthropic --profile", "", "home,work")]
    [InlineData("auth token claude --profile", "w", "work")]
    [InlineData("auth token github --profile", "", "")]
    [InlineData("auth use -P anthropic --profile", "h", "home")]
    [InlineData("auth refresh --profile", "w", "work")]
    [InlineData("auth nonsense", "", "")]
    [InlineData("chat", "", "")]
    public async Task Words_are_completed_from_the_grammar_the_catalog_and_the_store(string words, string partial, string expected)
    {
        await RunAsync("auth paste-token anthropic --profile home", new RecordingFrontEnd { Secret = "sk-1" });
        await RunAsync("auth paste-token anthropic --profile work", new RecordingFrontEnd { Secret = "sk-2" });

        IReadOnlyList<(string Text, string Tooltip)> found = PrxCommand.Complete(
            words.Split(' ', StringSplitOptions.RemoveEmptyEntries), partial, () => _session);

        Assert.Equal(expected, string.Join(',', found.Select(word => word.Text).Where(word => partial.Length > 0 || !word.StartsWith('-'))));
        Assert.All(found, word => Assert.False(string.IsNullOrWhiteSpace(word.Tooltip)));
    }

    [Fact]
    public void A_completion_never_throws()
    {
        IReadOnlyList<(string Text, string Tooltip)> found = PrxCommand.Complete(
            ["auth", "login", "-P"], string.Empty, () => throw new InvalidOperationException("No session."));

        Assert.Empty(found);
    }

    private async Task<int> RunAsync(string line, RecordingFrontEnd frontEnd) =>
        await PrxCommand.RunAsync(line.Split(' '), () => _session, frontEnd, TestContext.Current.CancellationToken);
}
