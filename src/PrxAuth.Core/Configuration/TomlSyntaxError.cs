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
            : Blanks().Replace(Brackets().Replace(WithoutQuotations(Instead().Replace(message, "")), ""), " ").Trim();
    }

    // What is quoted may hold back quotes itself and go over many lines: from the first that is no token of TOML to the last, all goes.
    private static string WithoutQuotations(string message)
    {
        for (int at = message.IndexOf('`'); at >= 0; at = message.IndexOf('`', at))
        {
            if (KnownToken().Match(message, at) is not { Success: true } known)
            {
                int end = message.LastIndexOf('`');
                return message[..at] + (end > at ? message[(end + 1)..].TrimStart(')') : "");
            }

            at += known.Length;
        }

        return message;
    }

    [GeneratedRegex(@"^The key `(?<key>[^`]*)` is already defined at \((?<line>\d+),")]
    private static partial Regex Duplicate();

    [GeneratedRegex(@"(?<= instead of )(?!<eof>$).*$", RegexOptions.Singleline)]
    private static partial Regex Instead();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"\G`([=\]\[{},.]|newline|closebracket|closebracketdouble|closebrace|equal)`")]
    private static partial Regex KnownToken();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
