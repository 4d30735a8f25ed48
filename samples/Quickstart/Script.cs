using System.Management.Automation.Language;

namespace PrxAuth.Quickstart;

/// <summary>A statement of the script and what a reader sees before it.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Heading">The comments above it and the prompt; empty for what only sets the stage.</param>
internal sealed record Line(string Text, string Heading);

/// <summary>The script, statement by statement: played one at a time, each shows its output as it would at a prompt.</summary>
internal static class Script
{
    public static IReadOnlyList<Line> Read(string path)
    {
        ScriptBlockAst ast = Parser.ParseFile(path, out Token[] tokens, out ParseError[] errors);
        if (errors.Length > 0)
        {
            throw new InvalidDataException($"{path}: {errors[0].Message}");
        }

        var lines = new List<Line>();
        bool isShown = false;
        int after = 0;
        foreach (StatementAst statement in ast.EndBlock.Statements)
        {
            // What comes before the import sets the stage and is no part of the job.
            isShown |= statement.Extent.Text.StartsWith("Import-Module", StringComparison.Ordinal);
            lines.Add(new Line(
                statement.Extent.Text, isShown ? Comments(tokens, after, statement) + TerminalHost.Paint("32", "PS> ") + statement.Extent.Text : string.Empty));
            after = statement.Extent.EndLineNumber;
        }

        return lines;
    }

    private static string Comments(Token[] tokens, int after, StatementAst statement) => string.Concat(
        tokens
            .Where(token => token.Kind == TokenKind.Comment && token.Extent.StartLineNumber > after
                && token.Extent.StartLineNumber < statement.Extent.StartLineNumber)
            .Select(token => Environment.NewLine + TerminalHost.Paint("90", token.Text) + Environment.NewLine));
}
