using System.Globalization;

namespace PrxAuth.Torture;

/// <summary>The counts of a run. A count with an expectation that is not met makes the run fail.</summary>
internal sealed class CountTable(string title)
{
    private readonly List<(string Name, string Value, string Expectation, bool IsMet)> _rows = [];

    /// <summary>A number that is stated and judged by nobody.</summary>
    public void State(string name, object value) =>
        _rows.Add((name, Convert.ToString(value, CultureInfo.InvariantCulture)!, string.Empty, true));

    /// <summary>A number that must be what it is expected to be.</summary>
    public void Demand(string name, long value, long expected = 0) => _rows.Add((
        name, value.ToString(CultureInfo.InvariantCulture), expected.ToString(CultureInfo.InvariantCulture), value == expected));

    /// <summary>Prints the table and gives the exit status.</summary>
    public int Print()
    {
        int width = _rows.Max(row => row.Name.Length);
        int valueWidth = _rows.Max(row => row.Value.Length);
        Console.WriteLine(title);
        foreach ((string name, string value, string expectation, bool isMet) in _rows)
        {
            string verdict = expectation.Length == 0 ? string.Empty : isMet ? $"   ({expectation})" : $"   ({expectation})  <-- LOSS";
            Console.WriteLine($"  {name.PadRight(width)}  {value.PadLeft(valueWidth)}{verdict}");
        }

        bool isGood = _rows.All(row => row.IsMet);
        Console.WriteLine(isGood ? "Nothing was lost." : "Something was lost.");
        return isGood ? 0 : 1;
    }
}
