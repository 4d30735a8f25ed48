using System.Globalization;

namespace PrxAuth.Cli.Rendering;

/// <summary>Times as people say them: in one unit, rounded down, so that nothing is promised that is not there.</summary>
public static class RelativeTime
{
    /// <summary>Such as <c>in 58 min</c> or <c>3 min ago</c>.</summary>
    internal static string Of(DateTimeOffset time, DateTimeOffset now) => time >= now ? $"in {Length(time - now)}" : $"{Length(now - time)} ago";

    /// <summary>Such as <c>58 min</c>.</summary>
    internal static string Length(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span switch
    {
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} s",
        { TotalMinutes: < 120 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} days",
    }}");

    /// <summary>Such as <c>4:31</c> or <c>1:02:03</c>.</summary>
    /// <param name="span">The time that is left; none where it is over.</param>
    public static string Clock(TimeSpan span)
    {
        TimeSpan left = span < TimeSpan.Zero ? TimeSpan.Zero : span;
        return left.ToString(left.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
    }
}
