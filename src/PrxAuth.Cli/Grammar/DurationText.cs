using System.Globalization;

namespace PrxAuth.Cli.Grammar;

/// <summary>Durations as people write them: <c>90</c> and <c>90s</c> are seconds, <c>5m</c>, <c>1h</c>, <c>1h30m</c>, <c>2d</c>.</summary>
internal static class DurationText
{
    /// <summary>The longest duration that makes sense to anybody; also keeps the sum from overflowing.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(366);

    private const string Units = "dhms";

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        ReadOnlySpan<char> rest = text;
        if (rest.IsEmpty)
        {
            return false;
        }

        int lastUnit = -1;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            int length = digits < 0 ? rest.Length : digits;
            if (!int.TryParse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return false;
            }

            // A number by itself is seconds, but only when it is all there is: "1h30" could be anything.
            int unit = digits < 0 ? (lastUnit < 0 ? Units.IndexOf('s', StringComparison.Ordinal) : -1) : Units.IndexOf(char.ToLowerInvariant(rest[length]), StringComparison.Ordinal);
            if (unit <= lastUnit)
            {
                return false;
            }

            duration += Of(number, unit);
            if (duration > s_longest)
            {
                return false;
            }

            lastUnit = unit;
            rest = digits < 0 ? [] : rest[(length + 1)..];
        }

        return true;
    }

    private static TimeSpan Of(int number, int unit)
    {
        double seconds = Units[unit] switch { 'd' => 86_400d, 'h' => 3_600d, 'm' => 60d, _ => 1d } * number;
        return seconds > s_longest.TotalSeconds ? s_longest + TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(seconds);
    }
}
