using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Wire;
using Xunit;

namespace PrxAuth.Core.Tests.Wire;

/// <summary>A provider's own words before they are printed.</summary>
public sealed class SafeTextTests
{
    private const string Token = "1//0abcdefghijklmnopqrstuvwxyz0123456789";

    [Theory]
    [InlineData("The token is expired.", "The token is expired.")]
    [InlineData("a\r\nb\tc   d", "a b c d")]
    [InlineData("Trace ID: 0f8fad5b-d9cb-469f-a165-70867728950e", "Trace ID: 0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("AADSTS70008: expired", "AADSTS70008: expired")]
    [InlineData("https://example.test/help?token=abc#x", "https://example.test/help")]
    [InlineData("(see https://example.test/help?token=abc)", "(see https://example.test/help")]
    public void Plain_words_stay(string text, string clean) => Assert.Equal(clean, SafeText.Clean(text));

    [Theory]
    [InlineData("The token {0} is dead")]
    [InlineData("'{0}'")]
    [InlineData("token={0}")]
    [InlineData("refresh_token:{0}")]
    [InlineData("{{\"refresh_token\":\"{0}\"}}")]
    [InlineData("<{0}>")]
    [InlineData("/callback?code={0}&state=x")]
    [InlineData("https://example.test/{0}")]
    [InlineData("https://example.test/a?b={0}")]
    [InlineData("https://user:{0}@example.test/a")]
    [InlineData("a,{0},b")]
    [Conformance("P03")]
    public void What_looks_like_a_token_goes(string text)
    {
        string clean = SafeText.Clean(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, Token));

        Assert.DoesNotContain("abcdefghijklmnopqrstuvwxyz0123456789", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the secret is hunter2!", "the secret is [redacted]")]
    [InlineData("xxhunter2!xx", "xx[redacted]xx")]
    public void A_secret_that_we_sent_goes_whatever_it_looks_like(string text, string clean) =>
        Assert.Equal(clean, SafeText.Clean(text, new Secret("hunter2!"), null));

    [Fact]
    [Conformance("C10")]
    public void Control_characters_and_endless_texts_go()
    {
        Assert.Equal("[31mred", SafeText.Clean("\u001b[31mred\u0007\u0085"));
        Assert.True(SafeText.Clean(new string('a', 5000)).Length <= 301);
        Assert.True(SafeText.Clean(string.Join(' ', Enumerable.Repeat("word", 500))).Length <= 301);
    }

    [Theory]
    [InlineData("\u202egnp.exe")]
    [InlineData("a\u200bb")]
    [InlineData("a\u2028b")]
    public void Invisible_characters_go(string text) =>
        Assert.DoesNotContain(SafeText.Clean(text), c => c is '\u202e' or '\u200b' or '\u2028');
}
