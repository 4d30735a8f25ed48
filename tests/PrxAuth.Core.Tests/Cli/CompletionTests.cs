using PrxAuth.Cli;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

/// <summary>What completion offers, over a real config file and a real store. There is no network.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prxauth-completion-");
    private readonly AuthSession _session;
    private int _requests;

    public CompletionTests()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "config.toml"), """
            [providers.corp]
            display_name = "Corp \u202E turned"
            issuer = "https://login.example.com"
            client_id = "prx"
            scopes = ["openid", "reports"]
            """);
        _session = AuthSession.Open(new AuthSessionOptions
        {
            Environment = name => name switch
            {
                "PRX_CONFIG" => Path.Combine(_directory.FullName, "config.toml"),
                "PRX_DATA_HOME" => Path.Combine(_directory.FullName, "data"),
                "PRX_MASTER_KEY" => "hex:" + new string('7', 64),
                _ => null,
            },
            CreateHandler = () => new NoNetwork(() => Interlocked.Increment(ref _requests)),
        });
    }

    public void Dispose()
    {
        _session.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("", "a", "auth")]
    [InlineData("", "c", "completions")]
    [InlineData("auth", "lo", "login logout")]
    [InlineData("auth login", "cor", "corp")]
    [InlineData("auth login -P", "cor", "corp")]
    [InlineData("auth login", "--provider=cor", "--provider=corp")]
    [InlineData("auth login corp --scope", "", "openid reports")]
    [InlineData("auth login corp --add-scope", "r", "reports")]
    [InlineData("auth login corp --browser", "t", "true")]
    [InlineData("auth login corp", "--q", "--qr")]
    [InlineData("auth import --from", "g", "gh gemini-cli")]
    [InlineData("auth reseal --key", "", "machine master-key")]
    [InlineData("auth token corp --header --method", "P", "POST PUT PATCH")]
    [InlineData("auth check corp --for", "", "5m 1h")]
    [InlineData("auth check corp", "--for=1", "--for=1h")]
    [InlineData("auth check corp --for 3h --scope", "", "openid reports")]
    [InlineData("auth helper aws --duration", "1", "15m 1h 12h")]
    [InlineData("auth doctor", "--o", "--offline")]
    [InlineData("auth doctor", "--al", "--all")]
    [InlineData("completions", "", "bash zsh fish pwsh --help")]
    [InlineData("completions bash", "", "")]
    [InlineData("auth login corp --path", "x", "")]
    public void A_word_is_completed(string words, string partial, string expected) =>
        Assert.Equal(Words(expected), Complete(words, partial).Select(word => word.Text));

    [Fact]
    public async Task A_profile_is_offered_with_its_account_status_and_expiry_and_no_request_is_made()
    {
        await KeepAsync("anthropic", "work");
        await KeepAsync("anthropic", "ann@example.com");

        int before = _requests;
        (string Text, string Tooltip)[] answers = [.. Complete("auth use -P claude --profile", string.Empty)];

        Assert.Equal([("ann@example.com", "anthropic/ann@example.com: valid"), ("work", "anthropic/work: valid")], answers);
        Assert.Equal("--profile=work", Assert.Single(Complete("auth use -P claude", "--profile=W")).Text);
        Assert.Empty(Complete("auth use -P corp --profile", string.Empty));
        Assert.NotEmpty(Complete("auth login", string.Empty));
        Assert.Equal(before, _requests);
    }

    [Fact]
    public void A_provider_is_offered_with_its_name_and_flows_in_one_clean_line()
    {
        (_, string tooltip) = Assert.Single(Complete("auth login -P", "corp"));

        Assert.StartsWith("Corp ? turned (browser, ", tooltip, StringComparison.Ordinal);
        Assert.Equal("GitHub (device-code, token)", Assert.Single(Complete("auth login -P", "github"), word => word.Text == "github").Tooltip);
    }

    [Fact]
    public async Task The_hidden_command_answers_one_a_line_and_says_nothing_where_it_knows_nothing()
    {
        await KeepAsync("anthropic", "work");

        Assert.Equal("work", Assert.Single((await RunAsync("auth", "complete", "--", "auth", "use", "-P", "claude", "--profile", "")).Texts));
        Assert.Equal(
            "work\tanthropic/work: valid",
            Assert.Single((await RunAsync("auth", "complete", "--describe", "--", "auth", "use", "-P", "claude", "--profile", "w")).Texts));
        Assert.Empty((await RunAsync("auth", "complete", "--", "auth", "nonsense", "x")).Texts);
        Assert.NotEmpty((await RunAsync("auth", "complete", "--")).Texts);
        Assert.NotEmpty((await RunAsync("auth", "complete")).UsageProblems);
    }

    [Fact]
    public async Task Completing_over_a_broken_config_offers_what_needs_none()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "config.toml"), "[broken", TestContext.Current.CancellationToken);

        Assert.Empty(Complete("auth login -P", string.Empty));
        Assert.Equal(["login", "logout"], Complete("auth", "lo").Select(word => word.Text));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task There_is_a_script_for_each_shell(string shell)
    {
        string script = Assert.Single((await RunAsync("completions", shell)).Texts);

        Assert.Contains("prx auth complete", script.Replace("$prx", "prx", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\r', script);
        Assert.NotEmpty((await RunAsync("completions", shell + "x")).UsageProblems);
        Assert.NotEmpty((await RunAsync("completions")).UsageProblems);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private IReadOnlyList<(string Text, string Tooltip)> Complete(string words, string partial) =>
        PrxCommand.Complete(Words(words), partial, () => _session);

    private async Task<RecordingFrontEnd> RunAsync(params string[] words)
    {
        var frontEnd = new RecordingFrontEnd();
        await PrxCommand.RunAsync(words, () => _session, frontEnd, TestContext.Current.CancellationToken);
        return frontEnd;
    }

    // The look for the account's name fails without a network, which leaves the profile without one.
    private async Task KeepAsync(string provider, string profile)
    {
        var frontEnd = new RecordingFrontEnd { Secret = "sk-1" };
        Assert.Equal(ExitStatus.Done, await PrxCommand.RunAsync(
            ["auth", "paste-token", "-P", provider, "--profile", profile], () => _session, frontEnd, TestContext.Current.CancellationToken));
    }

    private sealed class NoNetwork(Action onRequest) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            onRequest();
            throw new HttpRequestException("There is no network.");
        }
    }
}
