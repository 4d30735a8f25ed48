using System.Text.Json;
using Xunit;

namespace PrxAuth.Core.Tests;

/// <summary>A secret shows itself only when asked by name.</summary>
public sealed class SecretTests
{
    private static readonly Secret s_secret = new("hunter2");

    [Fact]
    public void It_prints_as_a_placeholder_everywhere()
    {
        string[] prints =
        [
            s_secret.ToString(), $"{s_secret}", string.Concat("", s_secret), new { s_secret }.ToString()!,
            JsonSerializer.Serialize(s_secret), JsonSerializer.Serialize(new { Token = s_secret }),
        ];

        Assert.All(prints, print => Assert.DoesNotContain("hunter2", print, StringComparison.Ordinal));
        Assert.Equal(Secret.Placeholder, prints[0]);
        Assert.Equal("hunter2", s_secret.Reveal());
    }

    [Fact]
    public void It_is_equal_by_its_text()
    {
        Assert.Equal(s_secret, new Secret("hunter2"));
        Assert.NotEqual(s_secret, new Secret("Hunter2"));
        Assert.False(s_secret.Equals(null));
        Assert.Equal(s_secret.GetHashCode(), new Secret("hunter2").GetHashCode());
    }

    [Fact]
    public void It_is_never_empty()
    {
        Assert.Throws<ArgumentException>(() => new Secret(""));
        Assert.Null(Secret.FromNullable(""));
        Assert.Null(Secret.FromNullable(null));
        Assert.Equal(s_secret, Secret.FromNullable("hunter2"));
    }
}
