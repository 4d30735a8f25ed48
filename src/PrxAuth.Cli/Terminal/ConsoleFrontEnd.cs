using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Flows;

namespace PrxAuth.Cli.Terminal;

/// <summary>The console: results on standard output, everything for the eye on standard error.</summary>
internal sealed class ConsoleFrontEnd : ICommandFrontEnd
{
    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly TextRenderer _renderer;
    private readonly Ink _ink;
    private readonly StatusLine? _statusLine;
    private readonly Lazy<bool> _isInteractive;
    private readonly Func<string, string?> _environment;
    private readonly bool _isDrawn;
    private bool _isReading;

    public ConsoleFrontEnd(ConsoleStreams streams, Func<string, string?> environment, TimeProvider time)
    {
        Streams = streams;
        _output = streams.Output;
        _error = streams.Error;
        _ink = new Ink(TerminalColour.IsWanted(environment, streams.IsErrorTerminal));
        _renderer = new TextRenderer(
            time,
            new Ink(TerminalColour.IsWanted(environment, streams.IsOutputTerminal)),
            streams.IsOutputTerminal ? streams.Width : static () => null);
        _environment = environment;
        _isDrawn = streams.IsErrorTerminal && environment("TERM") != "dumb";
        _statusLine = _isDrawn ? new StatusLine(_error) : null;
        _isInteractive = new Lazy<bool>(() => Interactivity.Decide(
            environment, hasTerminal: streams.IsErrorTerminal || streams.IsInputTerminal, isDeclaredNonInteractive: false));
    }

    public bool IsInteractive => _isInteractive.Value;

    private ConsoleStreams Streams { get; }

    public void Emit(CommandResult result)
    {
        if (_renderer.Render(result) is { } text)
        {
            EmitText(text);
        }
        else
        {
            Step("There is no profile; sign in with: prx auth login PROVIDER");
        }
    }

    public void EmitText(string text)
    {
        lock (_gate)
        {
            _statusLine?.Clear();
            _output.WriteLine(text);
            _output.Flush();
        }
    }

    public void Step(string message) => WriteLine(_ink.Dim(TerminalText.Clean(message)));

    public void Notice(string message) => WriteLine($"{_ink.Bold("note:")} {TerminalText.Clean(message)}");

    public void Warning(string message) => WriteLine($"{_ink.Yellow("warning:")} {TerminalText.Clean(message)}");

    public void Error(PrxAuthException failure, OutputFormat format) => WriteLine(format == OutputFormat.Json
        ? JsonRenderer.Render(failure)
        : $"{_ink.Red($"error[{failure.Error}]:")} {TerminalText.Clean(failure.Message)}\n"
            + $"{_ink.Bold("hint:")} {TerminalText.Clean(CommandVocabulary.Translate(failure.Recommendation))}");

    public void Usage(UsageProblem problem, OutputFormat format) => WriteLine(format == OutputFormat.Json
        ? JsonRenderer.Render(problem)
        : $"{_ink.Red("usage:")} {TerminalText.Clean(problem.Message)}\n{_ink.Bold("hint:")} {TerminalText.Clean(problem.Recommendation)}");

    public void ShowAuthorizationUrl(Uri url, bool opened) => WriteLine(
        $"{(opened ? "The browser was opened. If it shows nothing, open this address:" : "Open this address in a browser on this machine:")}\n\n  {url.AbsoluteUri}\n");

    public void ShowUserCode(UserCodePrompt prompt) => WriteLine(UserCodeScreen.Render(
        prompt, _isDrawn ? new TerminalLook(Streams.Width(), _ink.IsColoured, TerminalLook.TellsUnicode(_environment)) : null).TrimEnd('\n'));

    public Task<UserCodeCopy> CopyAsync(string userCode, CancellationToken cancellationToken) => _isDrawn && IsInteractive
        ? UserCodeClipboard.CopyAsync(userCode, _environment, WriteRaw, cancellationToken)
        : Task.FromResult(UserCodeCopy.None);

    public void Waiting(SignInWait wait)
    {
        lock (_gate)
        {
            if (wait.IsOver || _isReading)
            {
                _statusLine?.Clear();
            }
            else
            {
                _statusLine?.Show(Fit($"{TerminalText.Clean(wait.Activity)} {Bar(wait)} {RelativeTime.Clock(wait.Remaining)} left"));
            }
        }
    }

    public async Task<string> ReadRedirectAsync(Uri url, CancellationToken cancellationToken)
    {
        WriteLine($"Open this address in a browser on any machine:\n\n  {url.AbsoluteUri}\n\n"
            + "Sign in there. Then paste here the address that the browser ends at (its page may fail to load), or the code it shows.");
        return await ReadLineAsync("Address or code: ", isSecret: false, cancellationToken).ConfigureAwait(false)
            ?? throw new PrxAuthException(
                PrxAuthError.InteractionRequired,
                "Standard input ended before the address or code was pasted.",
                "Run the command in a terminal, or give the line on standard input.");
    }

    public TextReader OpenInput() => Streams.OpenInput();

    public async Task<Secret?> ReadSecretAsync(string prompt, CancellationToken cancellationToken)
    {
        if (Streams.IsInputTerminal && !IsInteractive)
        {
            return null;
        }

        return Secret.FromNullable((await ReadLineAsync(prompt, isSecret: true, cancellationToken).ConfigureAwait(false))?.Trim());
    }

    private async Task<string?> ReadLineAsync(string prompt, bool isSecret, CancellationToken cancellationToken)
    {
        if (!Streams.IsInputTerminal)
        {
            return await LineReader.ReadFromStreamAsync(Streams.OpenInput(), cancellationToken).ConfigureAwait(false);
        }

        lock (_gate)
        {
            _statusLine?.Clear();
            _isReading = true;
            _error.Write(prompt);
            _error.Flush();
        }

        try
        {
            return await LineReader.ReadFromTerminalAsync(isSecret ? null : _error, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _isReading = false;
                _error.WriteLine();
            }
        }
    }

    private void WriteLine(string text)
    {
        lock (_gate)
        {
            _statusLine?.Clear();
            _error.WriteLine(text);
            _error.Flush();
        }
    }

    private void WriteRaw(string sequence)
    {
        lock (_gate)
        {
            _error.Write(sequence);
            _error.Flush();
        }
    }

    // What is left of the time, in ten parts.
    private static string Bar(SignInWait wait)
    {
        int left = wait.Total > TimeSpan.Zero ? (int)Math.Clamp(Math.Ceiling(10 * (wait.Remaining / wait.Total)), 0, 10) : 0;
        return $"[{new string('=', left)}{new string(' ', 10 - left)}]";
    }

    // A status line that wraps cannot be written over.
    private string Fit(string text) => Streams.Width() is { } width && text.Length >= width ? text[..Math.Max(width - 1, 0)] : text;
}
