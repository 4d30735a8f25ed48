using System.Globalization;

namespace PrxAuth.Benchmarks.Reporting;

/// <summary>What is promised of a measurement.</summary>
/// <param name="What">What is compared with what.</param>
/// <param name="Limit">The largest ratio that keeps the promise; null where nothing is promised.</param>
/// <param name="Measured">The ratio of the medians.</param>
internal sealed record Target(string What, double? Limit, double Measured)
{
    public bool IsMet => Limit is not { } limit || Measured <= limit;

    /// <summary>Prints targets as a Markdown table.</summary>
    public static void Print(TextWriter output, IEnumerable<Target> targets)
    {
        output.WriteLine("| compared | at most | measured | met |");
        output.WriteLine("|---|---:|---:|---|");
        foreach (Target target in targets)
        {
            string limit = target.Limit?.ToString("0.0x", CultureInfo.InvariantCulture) ?? "-";
            string met = target.Limit is null ? "-" : target.IsMet ? "yes" : "NO";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {target.What} | {limit} | {target.Measured:0.00}x | {met} |"));
        }
    }
}
