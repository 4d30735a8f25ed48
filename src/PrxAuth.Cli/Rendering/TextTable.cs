using System.Text;

namespace PrxAuth.Cli.Rendering;

/// <summary>Aligned columns, two spaces apart. An empty cell shows as a dash, so that every row has as many words.</summary>
internal sealed class TextTable(params string[] headings)
{
    private const string Ellipsis = "...";

    private const int NarrowestColumn = 12;

    private readonly List<Cell[]> _rows = [];

    /// <summary>A cell and how it is painted once it has its width.</summary>
    public readonly record struct Cell(string? Text, Func<string, string>? Paint = null)
    {
        public static implicit operator Cell(string? text) => new(text);
    }

    public void Add(params Cell[] cells) =>
        _rows.Add([.. cells.Select(cell => cell with { Text = string.IsNullOrEmpty(cell.Text) ? "-" : TerminalText.Clean(cell.Text) })]);

    /// <summary>The table's lines.</summary>
    /// <param name="ink">Paints the headings.</param>
    /// <param name="width">The width to keep to, by shortening the columns that may be; null: as wide as it is.</param>
    /// <param name="shrinking">The columns that may be shortened, always the widest of them.</param>
    public string Render(Ink ink, int? width, params int[] shrinking)
    {
        int[] widths = [.. headings.Select(
            (heading, column) => Math.Max(heading.Length, _rows.Select(row => row[column].Text!.Length).DefaultIfEmpty().Max()))];
        int excess = widths.Sum() + (2 * (widths.Length - 1)) - (width ?? int.MaxValue);
        for (; excess > 0 && shrinking.MaxBy(column => widths[column]) is var widest && widths[widest] > NarrowestColumn; excess--)
        {
            widths[widest]--;
        }

        var text = new StringBuilder();
        Append(text, widths, [.. headings.Select(heading => new Cell(heading, ink.Dim))]);
        foreach (Cell[] row in _rows)
        {
            Append(text.Append('\n'), widths, row);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, int[] widths, Cell[] row)
    {
        for (int column = 0; column < row.Length; column++)
        {
            string content = row[column].Text!;
            if (content.Length > widths[column])
            {
                content = string.Concat(content.AsSpan(0, widths[column] - Ellipsis.Length), Ellipsis);
            }

            bool isLast = column == row.Length - 1;
            text.Append(row[column].Paint is { } paint ? paint(content) : content)
                .Append(' ', isLast ? 0 : widths[column] - content.Length + 2);
        }
    }
}
