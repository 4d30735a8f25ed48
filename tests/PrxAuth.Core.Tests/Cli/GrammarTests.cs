using PrxAuth.Cli;
using PrxAuth.Cli.Grammar;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

public sealed class GrammarTests
{
    [Theory]
    [InlineData("auth login --provider github-copilot", AuthVerb.Login, "github-copilot", null)]
    [InlineData("auth login --provider github-copilot --device-code", AuthVerb.Login, "github-copilot", null)]
    [InlineData("auth login --provider google-gemini --profile work", AuthVerb.Login, "google-gemini", "work")]
    [InlineData("auth login --provider google-gemini --profile personal", AuthVerb.Login, "google-gemini", "personal")]
    [InlineData("auth login -P github-copilot --browser false", AuthVerb.Login, "github-copilot", null)]
    [InlineData("auth login copilot", AuthVerb.Login, "copilot", null)]
    [InlineData("auth login copilot -P copilot", AuthVerb.Login, "copilot", null)]
    [InlineData("auth login -P: copilot", AuthVerb.Login, "copilot", null)]
    [InlineData("auth login -P=copilot", AuthVerb.Login, "copilot", null)]
    [InlineData("auth login --provider:copilot", AuthVerb.Login, "copilot", null)]
    [InlineData("auth login @file", AuthVerb.Login, "@file", null)]
    [InlineData("auth refresh", AuthVerb.Refresh, null, null)]
    [InlineData("auth refresh --provider github-copilot", AuthVerb.Refresh, "github-copilot", null)]
    [InlineData("auth refresh --profile work", AuthVerb.Refresh, null, "work")]
    [InlineData("auth logout --provider github-copilot", AuthVerb.Logout, "github-copilot", null)]
    [InlineData("auth logout --all", AuthVerb.Logout, null, null)]
    [InlineData("auth list", AuthVerb.List, null, null)]
    [InlineData("auth list -P github", AuthVerb.List, "github", null)]
    [InlineData("auth status", AuthVerb.Status, null, null)]
    [InlineData("auth status -P github --profile work", AuthVerb.Status, "github", "work")]
    [InlineData("auth check corp --profile work --for 3h --renew", AuthVerb.Check, "corp", "work")]
    [InlineData("auth use -P google-gemini --profile work", AuthVerb.Use, "google-gemini", "work")]
    [InlineData("auth token -P github --min-validity 5m", AuthVerb.Token, "github", null)]
    [InlineData("auth providers", AuthVerb.Providers, null, null)]
    [InlineData("auth paste-token -P anthropic --profile key", AuthVerb.PasteToken, "anthropic", "key")]
    [InlineData("auth paste-redirect", AuthVerb.PasteRedirect, null, null)]
    [InlineData("auth paste-redirect -P corp --profile work", AuthVerb.PasteRedirect, "corp", "work")]
    [InlineData("auth import --from gh", AuthVerb.Import, null, null)]
    [InlineData("auth import --from codex --profile work --dry-run", AuthVerb.Import, null, "work")]
    [InlineData("auth doctor", AuthVerb.Doctor, null, null)]
    [InlineData("auth doctor -P corp --offline", AuthVerb.Doctor, "corp", null)]
    [InlineData("auth doctor --all", AuthVerb.Doctor, null, null)]
    public void A_line_of_the_grammar_is_understood(string line, object verb, string? provider, string? profile)
    {
        AuthArguments arguments = Understood(line);

        Assert.Equal((AuthVerb)verb, arguments.Verb);
        Assert.Equal(provider, arguments.Provider);
        Assert.Equal(profile, arguments.Profile);
        Assert.Equal(OutputFormat.Rich, arguments.Format);
    }

    [Theory]
    [InlineData("auth login copilot", null)]
    [InlineData("auth login copilot --browser", true)]
    [InlineData("auth login --browser copilot", true)]
    [InlineData("auth login copilot --browser true", true)]
    [InlineData("auth login --browser=true copilot", true)]
    [InlineData("auth login copilot --browser false", false)]
    [InlineData("auth login --browser false copilot", false)]
    [InlineData("auth login copilot --browser=false", false)]
    [InlineData("auth login copilot --browser:FALSE", false)]
    public void The_browser_is_wanted_or_not_or_left_open(string line, bool? expected)
    {
        AuthArguments arguments = Understood(line);

        Assert.Equal(expected, arguments.OpenBrowser);
        Assert.Equal("copilot", arguments.Provider);
    }

    [Fact]
    public void Every_option_of_login_arrives()
    {
        AuthArguments arguments = Understood(
            "auth login -P corp --device-code --scope openid profile --scope email --port 8400 --timeout 90 --json");

        Assert.True(arguments.DeviceCode);
        Assert.Equal(["openid", "profile", "email"], arguments.Scopes!);
        Assert.Equal(8400, arguments.Port);
        Assert.Equal(TimeSpan.FromSeconds(90), arguments.Timeout);
        Assert.Equal(OutputFormat.Json, arguments.Format);
        Assert.True(Understood("auth login corp --client-credential").ClientCredential);
        Assert.True(Understood("auth logout --all --local-only") is { All: true, LocalOnly: true });
        Assert.Null(Understood("auth login corp").Scopes);
    }

    [Fact]
    public void Scopes_in_one_word_are_taken_apart()
    {
        CommandLine line = Read("auth", "login", "corp", "--scope", "openid profile");

        Assert.Equal(["openid", "profile"], Assert.IsType<CommandLine.Run>(line).Arguments.Scopes!);
    }

    [Theory]
    [InlineData("aut login", "Did you mean 'auth'?")]
    [InlineData("auth lgoin", "Did you mean 'login'?")]
    [InlineData("auth tok", "Did you mean 'token'?")]
    [InlineData("auth login --provder x", "Did you mean '--provider'?")]
    [InlineData("auth login x --device-cod", "Did you mean '--device-code'?")]
    [InlineData("auth login x --browsr=false", "Did you mean '--browser'?")]
    [InlineData("auth list --jsn", "Did you mean '--json'?")]
    public void A_slip_of_the_keyboard_is_met_with_the_nearest_word(string line, string expected) =>
        Assert.Contains(expected, Wrong(line).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "A command is missing")]
    [InlineData("auth", "A command is missing")]
    [InlineData("chat", "'chat' is not a command of prx.")]
    [InlineData("auth login", "Which provider?")]
    [InlineData("auth token", "Which provider?")]
    [InlineData("auth logout", "Name one, or give --all")]
    [InlineData("auth login a -P b", "'a' and 'b'")]
    [InlineData("auth login -P a -P b", "more than once")]
    [InlineData("auth login a b", "'b' is one word too many")]
    [InlineData("auth login a --browser maybe", "--browser takes true or false, not 'maybe'")]
    [InlineData("auth login a --browser=maybe", "--browser")]
    [InlineData("auth login a --profile", "--profile needs a value")]
    [InlineData("auth login a --port 65536", "not '65536'")]
    [InlineData("auth login a --port -1", "--port")]
    [InlineData("auth login a --timeout 0", "not '0'")]
    [InlineData("auth login a --device-code --client-credential", "--client-credential")]
    [InlineData("auth login --scope openid a", "--scope takes every word")]
    [InlineData("auth logout a --all", "--all means every profile")]
    [InlineData("auth logout --all --profile work", "--all means every profile")]
    [InlineData("auth use a", "Which profile")]
    [InlineData("auth status --profile work", "Which provider?")]
    [InlineData("auth token a --min-validity soon", "not 'soon'")]
    [InlineData("auth token a --min-validity -5m", "--min-validity")]
    [InlineData("auth login a --timeout 25h", "not '25h'")]
    [InlineData("auth list --device-code", "no option '--device-code'")]
    public void A_line_that_means_nothing_is_refused_with_the_reason(string line, string expected) =>
        Assert.Contains(expected, Wrong(line).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("auth --help")]
    [InlineData("auth login --help")]
    [InlineData("auth login --nonsense -h")]
    public void Help_is_given_wherever_it_is_asked_for(string line)
    {
        string text = Assert.IsType<CommandLine.Help>(Read(line.Split(' '))).Text;

        Assert.Contains("Usage: prx", text, StringComparison.Ordinal);
        Assert.Contains("Exit status:", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_of_every_command_fits_the_terminal_and_shows_examples_that_are_understood()
    {
        foreach (VerbSyntax verb in new PrxGrammar().Verbs)
        {
            string text = Assert.IsType<CommandLine.Help>(Read("auth", verb.Command.Name, "--help")).Text;
            Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd('\r').Length, 0, 95));
            foreach ((string line, _) in verb.Examples.Where(example => example.Line.StartsWith("prx ", StringComparison.Ordinal)))
            {
                string[] words = line.Split(" || ")[0].Split(" < ")[0].Split(' ')[1..];
                Assert.Equal(verb.Verb, Assert.IsType<CommandLine.Run>(Read(words)).Arguments.Verb);
            }
        }
    }

    [Fact]
    public void Ways_to_sign_in_exclude_each_other_and_headers_take_what_they_are_for()
    {
        AuthArguments login = Assert.IsType<CommandLine.Run>(Read("auth", "login", "corp", "--federated", "--add-scope", "a", "b c", "--force")).Arguments;
        Assert.True(login is { Federated: true, Force: true, Scopes: null });
        Assert.Equal(["a", "b", "c"], login.AddScopes);

        AuthArguments token = Assert.IsType<CommandLine.Run>(
            Read("auth", "token", "corp", "--header", "--uri", "https://a.example.test/b", "--method", "POST", "--nonce", "n")).Arguments;
        Assert.True(token is { Header: true, Method: "POST", Nonce: "n", Uri.AbsolutePath: "/b" });

        Assert.IsType<CommandLine.Wrong>(Read("auth", "login", "corp", "--federated", "--client-credential"));
        Assert.IsType<CommandLine.Wrong>(Read("auth", "login", "corp", "--federated", "--device-code"));
        Assert.IsType<CommandLine.Wrong>(Read("auth", "token", "corp", "--uri", "https://a.example.test/b"));
        Assert.IsType<CommandLine.Wrong>(Read("auth", "token", "corp", "--header", "--uri", "b"));
    }

    [Fact]
    public void The_version_is_asked_of_prx_itself()
    {
        Assert.IsType<CommandLine.Version>(Read("--version"));
        Assert.IsType<CommandLine.Wrong>(Read("auth", "--version"));
    }

    [Fact]
    public void A_wrong_line_with_json_is_answered_in_json() =>
        Assert.Equal(OutputFormat.Json, Assert.IsType<CommandLine.Wrong>(Read("auth", "token", "--json")).Format);

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("1h30m", 5400)]
    public void A_duration_is_read(string text, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Understood($"auth token corp --min-validity {text}").MinimumValidity);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Understood($"auth login corp --timeout={text}").Timeout);
    }

    private static CommandLine Read(params string[] words) => new CommandLineReader(new PrxGrammar()).Read(words);

    private static AuthArguments Understood(string line) => Assert.IsType<CommandLine.Run>(Read(line.Split(' '))).Arguments;

    private static UsageProblem Wrong(string line) =>
        Assert.IsType<CommandLine.Wrong>(Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Problem;
}
