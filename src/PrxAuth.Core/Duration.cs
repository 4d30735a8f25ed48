using System.Buffers;
using System.Globalization;

namespace PrxAuth.Core;

/// <summary>Reads times as people write them.</summary>
public static class Duration
{
    private static readonly SearchValues<char> s_numerals = SearchValues.Create("0123456789.");

    /// <summary>Reads <c>90</c> (seconds), <c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>7d</c> or <c>00:05:00</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The time, not negative and at most ten years.</param>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            return false;
        }

        bool isClockTime = rest.Contains(':');
        double seconds = 0;
        if (isClockTime && TimeSpan.TryParse(rest, CultureInfo.InvariantCulture, out TimeSpan clock))
        {
            seconds = clock.TotalSeconds;
        }
        else if (!isClockTime && TryParseUnits(rest, out double total))
        {
            seconds = total;
        }
        else
        {
            return false;
        }

        const double TenYears = 3652.5 * 24 * 3600;
        if (seconds is < 0 or > TenYears)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Writes a time as <see cref="TryParse"/> reads it, in its two largest units and rounded down: <c>1h30m</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        (string Unit, int Count)[] parts = [("d", duration.Days), ("h", duration.Hours), ("m", duration.Minutes), ("s", duration.Seconds)];
        string text = string.Concat(parts.SkipWhile(part => part.Count == 0).Take(2).Where(part => part.Count > 0).Select(part => $"{part.Count}{part.Unit}"));
        return text.Length == 0 ? "0s" : text;
    }

    private static bool TryParseUnits(ReadOnlySpan<char> rest, out double seconds)
    {
        if (double.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds))
        {
            return true;
        }

        seconds = 0;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(s_numerals);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            {
                return false;
            }

            double unit = char.ToLowerInvariant(rest[digits]) switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
            if (unit == 0)
            {
                return false;
            }

            seconds += value * unit;
            rest = rest[(digits + 1)..].TrimStart();
        }

        return true;
    }
}
