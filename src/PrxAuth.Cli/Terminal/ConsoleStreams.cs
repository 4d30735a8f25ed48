namespace PrxAuth.Cli.Terminal;

/// <summary>The three standard streams and what they are connected to.</summary>
internal sealed record ConsoleStreams
{
    /// <summary>Gives standard input. Not before it is needed: opening a terminal for reading changes its settings.</summary>
    public required Func<TextReader> OpenInput { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public required bool IsInputTerminal { get; init; }

    public required bool IsOutputTerminal { get; init; }

    public required bool IsErrorTerminal { get; init; }

    /// <summary>How wide the terminal is, in characters; null where there is none.</summary>
    public int? Width { get; init; }

    public static ConsoleStreams OfThisProcess()
    {
        bool isOutputTerminal = !Console.IsOutputRedirected;
        bool isErrorTerminal = !Console.IsErrorRedirected;
        return new ConsoleStreams
        {
            OpenInput = static () => Console.In,
            Output = Console.Out,
            Error = Console.Error,
            IsInputTerminal = !Console.IsInputRedirected,
            IsOutputTerminal = isOutputTerminal,
            IsErrorTerminal = isErrorTerminal,
            Width = isOutputTerminal || isErrorTerminal ? TerminalWidth() : null,
        };
    }

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
