using System.Globalization;
using System.Management.Automation;

namespace PrxAuth;

/// <summary>Times as people say them, for the default views.</summary>
public static class RelativeTime
{
    /// <summary>Such as <c>in 58 min</c> or <c>3 h ago</c>; empty for null, and for what is not a time.</summary>
    /// <param name="time">The time.</param>
    public static string Format(object? time)
    {
        if (AsTime(time) is not { } at)
        {
            return string.Empty;
        }

        TimeSpan distance = at - DateTimeOffset.UtcNow;
        string length = Length(distance.Duration());
        return distance < TimeSpan.Zero ? $"{length} ago" : $"in {length}";
    }

    /// <summary>Such as <c>2026-03-01 14:30:00 (in 58 min)</c>; empty for null, and for what is not a time.</summary>
    /// <param name="time">The time.</param>
    public static string FormatFull(object? time) => AsTime(time) is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"{at.ToLocalTime():yyyy-MM-dd HH:mm:ss} ({Format(at)})")
        : string.Empty;

    // CLIXML does not know DateTimeOffset: a file gives it back as a bag of its properties, a job as invariant text.
    private static DateTimeOffset? AsTime(object? time) => time switch
    {
        DateTimeOffset at => at,
        PSObject { BaseObject: DateTimeOffset at } => at,
        PSObject bag when bag.Properties["UtcDateTime"]?.Value is DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out DateTimeOffset at) => at,
        _ => null,
    };

    private static string Length(TimeSpan length) => length switch
    {
        { TotalSeconds: < 90 } => $"{length.TotalSeconds:0} s",
        { TotalMinutes: < 90 } => $"{length.TotalMinutes:0} min",
        { TotalHours: < 36 } => $"{length.TotalHours:0} h",
        _ => $"{length.TotalDays:0} d",
    };
}
