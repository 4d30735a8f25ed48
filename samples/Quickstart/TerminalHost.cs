using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Reflection;
using System.Security;

namespace PrxAuth.Quickstart;

/// <summary>A PowerShell host on the console, as far as a session without input needs one.</summary>
internal sealed class TerminalHost : PSHost
{
    /// <summary>Whether colours would be in the way: the output goes to a file or a pipe, or the user wants none (NO_COLOR).</summary>
    public static bool IsPlain { get; } = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    public override string Name => "PrxAuth.Quickstart";

    public override Version Version { get; } = Assembly.GetExecutingAssembly().GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI { get; } = new TerminalInterface();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public static string Paint(string colour, string text) => IsPlain ? text : $"\e[{colour}m{text}\e[0m";

    public override void SetShouldExit(int exitCode) => Environment.ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("There is nobody at this prompt.");

    public override void ExitNestedPrompt()
    {
    }

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    private sealed class TerminalInterface : PSHostUserInterface
    {
        public override PSHostRawUserInterface RawUI { get; } = new TerminalScreen();

        public override void Write(string value) => Console.Write(Fit(value));

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

        public override void WriteLine(string value) => Console.WriteLine(Fit(value));

        public override void WriteErrorLine(string value) => Console.WriteLine(Paint("31", value));

        public override void WriteWarningLine(string message) => Console.WriteLine(Paint("33", "WARNING: " + message));

        public override void WriteVerboseLine(string message) => Console.WriteLine(Paint("33", "VERBOSE: " + message));

        public override void WriteDebugLine(string message) => Console.WriteLine("DEBUG: " + message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override string ReadLine() => throw NobodyThere();

        public override SecureString ReadLineAsSecureString() => throw NobodyThere();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw NobodyThere();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw NobodyThere();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
            throw NobodyThere();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw NobodyThere();

        private static string Fit(string value) => IsPlain ? new StringDecorated(value).ToString(OutputRendering.PlainText) : value;

        private static PSInvalidOperationException NobodyThere() => new("There is nobody at this prompt.");
    }

    private sealed class TerminalScreen : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

        public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

        public override Size BufferSize { get; set; } = new(120, 50);

        public override Size WindowSize { get; set; } = new(120, 50);

        public override Coordinates WindowPosition { get; set; }

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; } = 25;

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => new(120, 50);

        public override Size MaxWindowSize => new(120, 50);

        public override string WindowTitle { get; set; } = string.Empty;

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => new BufferCell[0, 0];

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new PSInvalidOperationException("There is nobody at this prompt.");

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
        {
        }

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
        {
        }

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
        {
        }
    }
}
