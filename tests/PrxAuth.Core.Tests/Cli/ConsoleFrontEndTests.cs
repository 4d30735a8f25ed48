using PrxAuth.Cli;
using PrxAuth.Cli.Terminal;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

public sealed class ConsoleFrontEndTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    [Conformance("N14")]
    public void The_user_code_and_its_page_stand_on_lines_of_their_own_on_standard_error()
    {
        Create().ShowUserCode(new UserCodePrompt(
            "GitHub", "WDJB-MJHT", new Uri("https://github.com/login/device"), null, TimeSpan.FromMinutes(15), BrowserOpened: false));

        string[] lines = [.. _error.ToString().Split('\n').Select(line => line.Trim())];
        Assert.Contains("WDJB-MJHT", lines);
        Assert.Contains("https://github.com/login/device", lines);
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData(true, null, "sent to the terminal's clipboard", "\e]52;c;V0RKQi1NSkhU\a")]
    [InlineData(true, "0", null, null)]
    [InlineData(false, null, null, null)]
    public async Task The_code_goes_to_the_clipboard_of_a_terminal_alone_and_never_where_that_is_switched_off(
        bool isTerminal, string? switchedOff, string? said, string? sequence)
    {
        ConsoleFrontEnd front = Create(() => new StringReader(string.Empty), isTerminal, name => name == "PRX_CLIPBOARD" ? switchedOff : null);

        UserCodeCopy copy = await front.CopyAsync("WDJB-MJHT", TestContext.Current.CancellationToken);

        Assert.Equal(sequence ?? string.Empty, _error.ToString());
        front.ShowUserCode(new UserCodePrompt(
            "GitHub", "WDJB-MJHT", new Uri("https://github.com/login/device"), null, TimeSpan.FromMinutes(15), BrowserOpened: false)
        { Copy = copy });
        Assert.Equal(said is not null, _error.ToString().Contains(said ?? "clipboard", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_copied_where_nobody_is_to_be_asked()
    {
        ConsoleFrontEnd front = Create(() => new StringReader(string.Empty), isTerminal: true, name => name == "PRX_INTERACTIVE" ? "0" : null);

        Assert.Equal(UserCodeCopy.None, await front.CopyAsync("WDJB-MJHT", TestContext.Current.CancellationToken));
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void A_terminal_shows_the_code_in_big_letters_and_once_more_in_one_line()
    {
        Create(isTerminal: true).ShowUserCode(new UserCodePrompt(
            "GitHub", "WDJB-MJHT", new Uri("https://github.com/login/device"), null, TimeSpan.FromMinutes(15), BrowserOpened: false));

        string[] lines = _error.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(5, lines.Count(line => line.Contains('#', StringComparison.Ordinal)));
        Assert.Contains("  WDJB-MJHT", lines.Select(line => line.Replace("\e[1m", string.Empty, StringComparison.Ordinal).Replace("\e[0m", string.Empty, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_failure_shows_its_id_and_a_hint_on_standard_error()
    {
        Create().Error(
            new PrxAuthException(PrxAuthError.LoginRequired, "It is over.\e[2J", "Sign in again: Connect-PrxAuth -Provider corp"), OutputFormat.Rich);

        Assert.Equal(["error[LoginRequired]: It is over.?[2J", "hint: Sign in again: prx auth login -P corp", ""], _error.ToString().ReplaceLineEndings("\n").Split('\n'));
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void The_wait_is_one_line_that_is_cleared_at_its_end_and_absent_without_a_terminal()
    {
        ConsoleFrontEnd onTerminal = Create(isTerminal: true);
        onTerminal.Waiting(new SignInWait("Waiting", TimeSpan.FromSeconds(271), TimeSpan.FromMinutes(5), IsOver: false));
        onTerminal.Waiting(new SignInWait("Waiting", TimeSpan.Zero, TimeSpan.FromMinutes(5), IsOver: true));
        Assert.Equal($"\rWaiting [==========] 4:31 left\r{new string(' ', 30)}\r", _error.ToString());

        _error.GetStringBuilder().Clear();
        Create().Waiting(new SignInWait("Waiting", TimeSpan.FromSeconds(271), TimeSpan.FromMinutes(5), IsOver: false));
        Assert.Empty(_error.ToString());
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(true, "1", false)]
    [InlineData(false, null, false)]
    public void Colour_is_for_terminals_unless_it_is_not_wanted(bool isTerminal, string? noColour, bool expected)
    {
        string? Environment(string name) => name switch { "NO_COLOR" => noColour, "TERM" => "xterm", _ => null };

        Assert.Equal(expected, TerminalColour.IsWanted(Environment, isTerminal));
    }

    [Theory]
    [InlineData("sk-1\nmore\n", "sk-1")]
    [InlineData("  sk-1\r\n", "sk-1")]
    [InlineData("sk-1", "sk-1")]
    [InlineData("", null)]
    [InlineData("\n", null)]
    public async Task A_secret_is_one_line_of_standard_input(string input, string? expected)
    {
        Secret? secret = await Create(input).ReadSecretAsync("Token: ", TestContext.Current.CancellationToken);

        Assert.Equal(expected, secret?.Reveal());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Input_without_a_line_break_in_sight_is_no_secret() =>
        Assert.Null(await Create(new string('x', 100_000)).ReadSecretAsync("Token: ", TestContext.Current.CancellationToken));

    [Fact]
    public async Task The_end_of_the_input_means_that_nobody_pastes_the_redirect()
    {
        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(
            () => Create(string.Empty).ReadRedirectAsync(new Uri("https://login.example.com/"), TestContext.Current.CancellationToken));

        Assert.Equal(PrxAuthError.InteractionRequired, failure.Error);
        Assert.Contains("https://login.example.com/", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wait_for_a_pasted_redirect_can_be_given_up()
    {
        using var blocked = new BlockingReader();
        using var giveUp = new CancellationTokenSource();
        Task<string> reading = Create(() => blocked).ReadRedirectAsync(new Uri("https://login.example.com/"), giveUp.Token);
        Assert.False(reading.IsCompleted);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private ConsoleFrontEnd Create(string input = "", bool isTerminal = false) => Create(() => new StringReader(input), isTerminal);

    private ConsoleFrontEnd Create(Func<TextReader> openInput, bool isTerminal = false, Func<string, string?>? environment = null) => new(
        new ConsoleStreams
        {
            OpenInput = openInput,
            Output = _output,
            Error = _error,
            IsInputTerminal = false,
            IsOutputTerminal = false,
            IsErrorTerminal = isTerminal,
        },
        environment ?? (static _ => null),
        TimeProvider.System);

    /// <summary>An input that says nothing until it is disposed.</summary>
    private sealed class BlockingReader : TextReader
    {
        private readonly ManualResetEventSlim _released = new();

        public override int Read()
        {
            _released.Wait();
            return -1;
        }

        protected override void Dispose(bool disposing)
        {
            _released.Set();
            base.Dispose(disposing);
        }
    }
}
