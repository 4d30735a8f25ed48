using System.Text;

namespace PrxAuth.Cli.Terminal;

/// <summary>The three standard streams and what they are connected to.</summary>
internal sealed record ConsoleStreams
{
    // One reader: it may hold what was read ahead.
    private static readonly Lazy<TextReader> s_input = new(static () => Console.IsInputRedirected ? new StreamReader(Console.OpenStandardInput(), s_utf8) : Console.In);
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Gives standard input. Not before it is needed: opening a terminal for reading changes its settings.</summary>
    public required Func<TextReader> OpenInput { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public required bool IsInputTerminal { get; init; }

    public required bool IsOutputTerminal { get; init; }

    public required bool IsErrorTerminal { get; init; }

    /// <summary>Tells how wide the terminal is, in characters; null where there is none. Asking initialises the terminal, so it is asked late.</summary>
    public Func<int?> Width { get; init; } = static () => null;

    public static ConsoleStreams OfThisProcess()
    {
        bool isOutputTerminal = !Console.IsOutputRedirected;
        bool isErrorTerminal = !Console.IsErrorRedirected;
        return new ConsoleStreams
        {
            OpenInput = static () => s_input.Value,
            Output = OperatingSystem.IsWindows() ? Console.Out : Plain(Console.OpenStandardOutput()),
            Error = OperatingSystem.IsWindows() ? Console.Error : Plain(Console.OpenStandardError()),
            IsInputTerminal = !Console.IsInputRedirected,
            IsOutputTerminal = isOutputTerminal,
            IsErrorTerminal = isErrorTerminal,
            Width = isOutputTerminal || isErrorTerminal ? TerminalWidth : static () => null,
        };
    }

    // UTF-8 whatever the locale says: JSON is (RFC 8259 section 8.1), and what a script reads must not depend on LANG.
    private static StreamWriter Plain(Stream stream) => new(stream, s_utf8, bufferSize: 1024);

    private static int? TerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 20 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
