using Xunit;

namespace PrxAuth.Core.Tests;

/// <summary>Times as people write them.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("5M", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("1h 30m", 5400)]
    [InlineData(" 7d ", 604800)]
    [InlineData("1.5h", 5400)]
    [InlineData("0", 0)]
    [InlineData("00:05:00", 300)]
    [InlineData("1.00:00:00", 86400)]
    [InlineData("3652d", 315532800)]
    public void They_are_read(string text, int seconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("-5m")]
    [InlineData("-00:05:00")]
    [InlineData("5x")]
    [InlineData("m")]
    [InlineData("five")]
    [InlineData("1..5h")]
    [InlineData(".")]
    [InlineData("5 minutes")]
    [InlineData("4000d")]
    [InlineData("99999999999999999999999999999999999999999999")]
    [InlineData("25:61:00")]
    [InlineData("1e3")]
    [InlineData("5,5")]
    public void Anything_else_is_not(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(59.9, "59s")]
    [InlineData(90, "1m30s")]
    [InlineData(3600, "1h")]
    [InlineData(3661, "1h1m")]
    [InlineData(90000, "1d1h")]
    public void A_time_is_written_as_it_is_read(double seconds, string expected)
    {
        Assert.Equal(expected, Duration.Format(TimeSpan.FromSeconds(seconds)));
        Assert.True(Duration.TryParse(expected, out TimeSpan read));
        Assert.True(read <= TimeSpan.FromSeconds(seconds));
    }
}
