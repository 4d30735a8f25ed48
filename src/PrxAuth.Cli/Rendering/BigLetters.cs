using System.Text;

namespace PrxAuth.Cli.Rendering;

/// <summary>Draws a code in letters five lines high, which can be read across a room. The zero is crossed, so that it is no O.</summary>
internal static class BigLetters
{
    private const int Height = 5;

    private static readonly Dictionary<char, string[]> s_shapes = new()
    {
        ['A'] = [" ## ", "#  #", "####", "#  #", "#  #"],
        ['B'] = ["### ", "#  #", "### ", "#  #", "### "],
        ['C'] = [" ###", "#   ", "#   ", "#   ", " ###"],
        ['D'] = ["### ", "#  #", "#  #", "#  #", "### "],
        ['E'] = ["####", "#   ", "### ", "#   ", "####"],
        ['F'] = ["####", "#   ", "### ", "#   ", "#   "],
        ['G'] = [" ###", "#   ", "# ##", "#  #", " ###"],
        ['H'] = ["#  #", "#  #", "####", "#  #", "#  #"],
        ['I'] = ["###", " # ", " # ", " # ", "###"],
        ['J'] = ["  ##", "   #", "   #", "#  #", " ## "],
        ['K'] = ["#  #", "# # ", "##  ", "# # ", "#  #"],
        ['L'] = ["#   ", "#   ", "#   ", "#   ", "####"],
        ['M'] = ["#   #", "## ##", "# # #", "#   #", "#   #"],
        ['N'] = ["#   #", "##  #", "# # #", "#  ##", "#   #"],
        ['O'] = [" ## ", "#  #", "#  #", "#  #", " ## "],
        ['P'] = ["### ", "#  #", "### ", "#   ", "#   "],
        ['Q'] = [" ## ", "#  #", "#  #", "# # ", " # #"],
        ['R'] = ["### ", "#  #", "### ", "# # ", "#  #"],
        ['S'] = [" ###", "#   ", " ## ", "   #", "### "],
        ['T'] = ["#####", "  #  ", "  #  ", "  #  ", "  #  "],
        ['U'] = ["#  #", "#  #", "#  #", "#  #", " ## "],
        ['V'] = ["#   #", "#   #", "#   #", " # # ", "  #  "],
        ['W'] = ["#   #", "#   #", "# # #", "## ##", "#   #"],
        ['X'] = ["#   #", " # # ", "  #  ", " # # ", "#   #"],
        ['Y'] = ["#   #", " # # ", "  #  ", "  #  ", "  #  "],
        ['Z'] = ["####", "   #", " ## ", "#   ", "####"],
        ['0'] = [" ### ", "#  ##", "# # #", "##  #", " ### "],
        ['1'] = [" # ", "## ", " # ", " # ", "###"],
        ['2'] = ["### ", "   #", " ## ", "#   ", "####"],
        ['3'] = ["### ", "   #", " ## ", "   #", "### "],
        ['4'] = ["#  #", "#  #", "####", "   #", "   #"],
        ['5'] = ["####", "#   ", "### ", "   #", "### "],
        ['6'] = [" ## ", "#   ", "### ", "#  #", " ## "],
        ['7'] = ["####", "   #", "  # ", " #  ", " #  "],
        ['8'] = [" ## ", "#  #", " ## ", "#  #", " ## "],
        ['9'] = [" ## ", "#  #", " ###", "   #", " ## "],
        ['-'] = ["   ", "   ", "###", "   ", "   "],
    };

    /// <summary>The lines; in one line and spaced where the code has a sign that has no shape, or there is no room for it.</summary>
    /// <param name="code">The code.</param>
    /// <param name="room">How many columns there are.</param>
    /// <param name="dot">What a dot is drawn with.</param>
    public static IReadOnlyList<string> Draw(string code, int room, char dot)
    {
        if (!code.All(s_shapes.ContainsKey))
        {
            return [string.Join(' ', code.AsEnumerable())];
        }

        // A dot of two columns is square; where that is too wide, it is narrow.
        foreach (int width in (int[])[2, 1])
        {
            string[] lines = [.. Enumerable.Range(0, Height).Select(row => Row(code, row, width, dot))];
            if (lines[0].Length <= room)
            {
                return [.. lines.Select(line => line.TrimEnd())];
            }
        }

        return [string.Join(' ', code.AsEnumerable())];
    }

    private static string Row(string code, int row, int width, char dot)
    {
        var line = new StringBuilder();
        foreach (char letter in code)
        {
            foreach (char point in s_shapes[letter][row])
            {
                line.Append(point == '#' ? dot : ' ', width);
            }

            line.Append(' ', width);
        }

        line.Length -= width;
        return line.ToString();
    }
}
