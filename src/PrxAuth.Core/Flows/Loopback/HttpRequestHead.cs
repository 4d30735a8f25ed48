using System.Text;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>The request line and the header fields of one HTTP/1.1 request (RFC 9112), read strictly.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The target up to the question mark, as it was sent.</param>
/// <param name="Query">The target after the question mark; empty where there is none.</param>
/// <param name="Headers">The header fields by lower-case name; a repeated field's values in order.</param>
internal sealed record HttpRequestHead(string Method, string Path, string Query, ILookup<string, string> Headers)
{
    /// <summary>Reads a head, up to and without its empty line; null where it is not what a browser sends to an origin server.</summary>
    public static HttpRequestHead? TryParse(ReadOnlySpan<byte> head)
    {
        if (!Ascii.IsValid(head))
        {
            return null;
        }

        string[] lines = Encoding.ASCII.GetString(head).Split("\r\n");
        string[] requestLine = lines[0].Split(' ');
        if (requestLine is not [var method, ['/', ..] target, "HTTP/1.1" or "HTTP/1.0"] || !IsToken(method) || target.Any(char.IsControl)
            || target.Contains('#', StringComparison.Ordinal))
        {
            return null;
        }

        List<(string Name, string Value)> fields = [];
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string value = colon < 0 ? string.Empty : line[(colon + 1)..].Trim(' ', '\t');
            if (colon <= 0 || !IsToken(line[..colon]) || value.Any(c => char.IsControl(c) && c != '\t'))
            {
                return null;
            }

            fields.Add((line[..colon].ToLowerInvariant(), value));
        }

        int question = target.IndexOf('?', StringComparison.Ordinal);
        return new HttpRequestHead(
            method,
            question < 0 ? target : target[..question],
            question < 0 ? string.Empty : target[(question + 1)..],
            fields.ToLookup(field => field.Name, field => field.Value, StringComparer.Ordinal));
    }

    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
