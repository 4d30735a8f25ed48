using System.Text.RegularExpressions;
using Tomlyn.Syntax;

namespace PrxAuth.Core.Configuration;

/// <summary>Turns the parser's first complaint into ours.</summary>
internal static partial class TomlSyntaxError
{
    public static PrxAuthException From(DiagnosticsBag diagnostics, string file)
    {
        foreach (DiagnosticMessage diagnostic in diagnostics)
        {
            if (diagnostic.Kind == DiagnosticMessageKind.Error)
            {
                SourcePosition position = new(diagnostic.Span.Start.Line + 1, diagnostic.Span.Start.Column + 1);
                return At(file, position, Explain(diagnostic.Message));
            }
        }

        return At(file, new SourcePosition(1, 1), "this is not valid TOML");
    }

    public static PrxAuthException At(string file, SourcePosition position, string problem) => new(
        PrxAuthError.ConfigurationSyntax,
        $"{file}:{position}: {problem}.",
        $"Correct line {position.Line} of '{file}'; until then nothing in the file is used.")
    {
        Target = file,
    };

    // The parser quotes the source, and the source may be a secret: of a duplicate only the key is repeated, of the rest nothing.
    private static string Explain(string message)
    {
        Match duplicate = Duplicate().Match(message);
        return duplicate.Success
            ? $"the key '{duplicate.Groups["key"].Value}' is already defined in line {duplicate.Groups["line"].Value}"
            : Blanks().Replace(Quotation().Replace(message, match => KnownToken().IsMatch(match.Value) ? match.Value : ""), " ").Trim();
    }

    [GeneratedRegex(@"^The key `(?<key>[^`]*)` is already defined at \((?<line>\d+),")]
    private static partial Regex Duplicate();

    [GeneratedRegex(@"\(token: `[^`]*`\)|`[^`]*`|\[[^\]]*\]|(?<= instead of ).*$", RegexOptions.Singleline)]
    private static partial Regex Quotation();

    [GeneratedRegex(@"^`([=\]\[{},.]|newline|closebracket|closebracketdouble|closebrace|equal)`$|^<eof>$")]
    private static partial Regex KnownToken();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
