using System.Globalization;

namespace PrxAuth.Benchmarks.Processes;

/// <summary>Measurements of one thing, in milliseconds.</summary>
/// <param name="what">The thing.</param>
internal sealed class Samples(string what)
{
    private readonly List<double> _values = [];

    public string What => what;

    public double Median => MedianOf(_values);

    /// <summary>The median of the rounds' ratios: the processes of one round met the same machine, those of different rounds did not.</summary>
    public double RatioTo(Samples reference) => MedianOf(_values.Zip(reference._values, static (own, other) => own / other));

    public void Add(double milliseconds) => _values.Add(milliseconds);

    /// <summary>Prints a Markdown table.</summary>
    public static void Print(TextWriter output, params IEnumerable<Samples> all)
    {
        output.WriteLine("| ms | median | min | max | samples |");
        output.WriteLine("|---|---:|---:|---:|---:|");
        foreach (Samples samples in all)
        {
            output.WriteLine(samples.Row());
        }

        output.WriteLine();
    }

    private string Row()
    {
        double[] sorted = Sorted();
        return sorted.Length == 0
            ? $"| {what} | not measured | | | 0 |"
            : string.Create(CultureInfo.InvariantCulture, $"| {what} | {Median:0.00} | {sorted[0]:0.00} | {sorted[^1]:0.00} | {sorted.Length} |");
    }

    private static double MedianOf(IEnumerable<double> values) => values.Order().ToArray() is { Length: > 0 } sorted
        ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2
        : double.NaN;

    private double[] Sorted() => [.. _values.Order()];
}
