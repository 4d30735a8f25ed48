using System.Text;

namespace PrxAuth.Cli.Terminal;

/// <summary>Reads a line from standard input such that the wait for it can be given up.</summary>
internal static class LineReader
{
    /// <summary>Longer than any token or redirect; what comes beyond is no answer to our question.</summary>
    private const int LongestLine = 64 * 1024;

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads from a terminal, key by key: the terminal's own line mode would cut a long token off at 4096 characters (1024 on
    /// macOS) and cannot be left before Enter.</summary>
    /// <param name="echo">Shows what is typed; null shows nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The line; null at Ctrl+D on an empty one.</returns>
    public static async Task<string?> ReadFromTerminalAsync(TextWriter? echo, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            while (!Console.KeyAvailable)
            {
                await Task.Delay(s_poll, cancellationToken).ConfigureAwait(false);
            }

            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    return line.ToString();
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when line.Length == 0:
                    return null;
                case { Key: ConsoleKey.Backspace } when line.Length > 0:
                    line.Length--;
                    echo?.Write("\b \b");
                    break;
                case { KeyChar: var typed } when !char.IsControl(typed) && line.Length < LongestLine:
                    line.Append(typed);
                    echo?.Write(typed);
                    break;
            }
        }
    }

    /// <summary>Reads from a pipe or file. A read that nobody waits for any more ends with the process.</summary>
    /// <returns>The line; null at the end of the input, and where there is no line break in sight.</returns>
    public static async Task<string?> ReadFromStreamAsync(TextReader input, CancellationToken cancellationToken) =>
        await ReadFromStreamAsync(input, LongestLine + 1, cancellationToken).ConfigureAwait(false) is { Length: <= LongestLine } line ? line : null;

    /// <summary>The same, where a line that is too long is cut.</summary>
    /// <param name="input">The pipe or file.</param>
    /// <param name="most">The characters to read at most; the next read begins behind them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The line, or as much of it; null at the end of the input.</returns>
    public static async Task<string?> ReadFromStreamAsync(TextReader input, int most, CancellationToken cancellationToken) =>
        await Task.Run(() => ReadBounded(input, most), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);

    private static string? ReadBounded(TextReader input, int most)
    {
        var line = new StringBuilder();
        while (line.Length < most)
        {
            switch (input.Read())
            {
                case -1:
                    return line.Length == 0 ? null : line.ToString();
                case '\n':
                    return line.ToString().TrimEnd('\r');
                case var c:
                    line.Append((char)c);
                    break;
            }
        }

        return line.ToString();
    }
}
