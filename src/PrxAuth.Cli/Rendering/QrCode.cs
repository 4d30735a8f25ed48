using System.Collections;
using System.Text;
using QRCoder;

namespace PrxAuth.Cli.Rendering;

/// <summary>Draws an address as a QR code. The library that knows how is loaded when the first one is drawn.</summary>
internal static class QrCode
{
    /// <summary>The lines: two rows of the code in each, light on dark, so that they are right on a dark terminal without colour as well.</summary>
    /// <param name="text">What is told.</param>
    /// <param name="isColoured">Whether light and dark are painted, which makes them right on a light terminal too.</param>
    public static IReadOnlyList<string> Draw(string text, bool isColoured)
    {
        using QRCodeData code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);

        // It comes with the four light modules around it that the standard wants; terminals are read with two, and have little room.
        const int Margin = 2;
        List<BitArray> rows = code.ModuleMatrix[Margin..^Margin];
        var lines = new List<string>();
        for (int y = 0; y < rows.Count; y += 2)
        {
            var line = new StringBuilder();
            for (int x = Margin; x < rows[y].Length - Margin; x++)
            {
                bool isUpperLight = !rows[y][x];
                bool isLowerLight = y + 1 < rows.Count && !rows[y + 1][x];
                line.Append((isUpperLight, isLowerLight) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            }

            lines.Add(isColoured ? $"\e[97;40m{line}\e[0m" : line.ToString());
        }

        return lines;
    }
}
