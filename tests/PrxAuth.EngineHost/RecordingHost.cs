using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace PrxAuth.EngineHost;

/// <summary>A host that keeps what it is to show, and answers for the person as it was told to.</summary>
internal sealed class RecordingHost(IEnumerable<string>? answers) : PSHost, IDisposable
{
    private readonly RecordingInterface _interface = new(answers);

    public override string Name => "PrxAuth.EngineHost";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _interface;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public string TakeScreen() => _interface.Take();

    /// <summary>Has the person at the prompt answer the question they are asked, or the next one.</summary>
    public void Answer(string text) => _interface.Answer(text);

    /// <summary>Ends the wait for an answer, as Ctrl+C does at a console, until the next script begins.</summary>
    public void Interrupt() => _interface.Interrupt();

    /// <summary>Lets the person answer again.</summary>
    public void Begin() => _interface.Begin();

    public void Dispose() => _interface.Dispose();

    public override void SetShouldExit(int exitCode)
    {
    }

    public override void EnterNestedPrompt() => throw RecordingInterface.NobodyThere();

    public override void ExitNestedPrompt()
    {
    }

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}

/// <summary>The screen and the keyboard of <see cref="RecordingHost"/>.</summary>
internal sealed class RecordingInterface(IEnumerable<string>? answers) : PSHostUserInterface, IDisposable
{
    private readonly BlockingCollection<string> _answers = new(new ConcurrentQueue<string>(answers ?? []));
    private CancellationTokenSource _interrupt = new();
    private readonly StringBuilder _screen = new();

    public override PSHostRawUserInterface RawUI { get; } = new RecordingScreen();

    public static PSInvalidOperationException NobodyThere() => new("There is nobody at this prompt.");

    public void Answer(string text) => _answers.Add(text);

    public void Interrupt() => _interrupt.Cancel();

    public void Begin()
    {
        if (_interrupt.IsCancellationRequested)
        {
            _interrupt.Dispose();
            _interrupt = new CancellationTokenSource();
        }
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _answers.Dispose();
    }

    public string Take()
    {
        lock (_screen)
        {
            string text = _screen.ToString();
            _screen.Clear();
            return text;
        }
    }

    public override void Write(string value)
    {
        lock (_screen)
        {
            _screen.Append(new System.Management.Automation.Internal.StringDecorated(value).ToString(OutputRendering.PlainText));
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value) => Write(value + "\n");

    public override void WriteErrorLine(string value) => WriteLine(value);

    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine() => NextAnswer();

    public override SecureString ReadLineAsSecureString() => new System.Net.NetworkCredential("", NextAnswer()).SecurePassword;

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        WriteLine($"{caption}\n{message}");
        string answer = NextAnswer();
        return choices.Select((choice, index) => (choice, index)).First(each => each.choice.Label.Contains("&" + answer, StringComparison.Ordinal)).index;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw NobodyThere();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw NobodyThere();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw NobodyThere();

    private string NextAnswer()
    {
        try
        {
            return answers is null ? throw NobodyThere() : _answers.Take(_interrupt.Token);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
