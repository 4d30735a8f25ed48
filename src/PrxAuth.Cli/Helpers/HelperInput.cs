using PrxAuth.Cli.Terminal;

namespace PrxAuth.Cli.Helpers;

/// <summary>Reads what another tool says, such that the wait for it can be given up.</summary>
internal static class HelperInput
{
    /// <summary>Longer than anything that the protocols have to say; what comes beyond is not read.</summary>
    private const int Longest = 256 * 1024;

    /// <summary>Lines up to an empty one or the end.</summary>
    public static async Task<IReadOnlyList<string>> ReadLinesAsync(TextReader input, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        int length = 0;
        while (length < Longest && await ReadLineAsync(input, cancellationToken).ConfigureAwait(false) is { Length: > 0 } line)
        {
            lines.Add(line);
            length += line.Length;
        }

        return lines;
    }

    /// <summary>One line; null at the end.</summary>
    public static Task<string?> ReadLineAsync(TextReader input, CancellationToken cancellationToken) =>
        LineReader.ReadFromStreamAsync(input, Longest, cancellationToken);
}
