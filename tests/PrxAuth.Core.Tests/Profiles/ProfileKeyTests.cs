using PrxAuth.Core.Profiles;
using Xunit;

namespace PrxAuth.Core.Tests.Profiles;

/// <summary>Names that are file names on every system.</summary>
public sealed class ProfileKeyTests
{
    [Theory]
    [InlineData("default")]
    [InlineData("Work")]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("ann+test@example.com")]
    [InlineData("v1.2_x-y")]
    [InlineData("console")]
    [InlineData("com10")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void A_name(string name) => Assert.True(ProfileKey.IsValidName(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("-P")]
    [InlineData("a.")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("a*")]
    [InlineData("a\n")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    [InlineData("\u0430bc")]
    [InlineData("con")]
    [InlineData("NUL")]
    [InlineData("nul.txt")]
    [InlineData("com1")]
    [InlineData("LPT9.x")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void Not_a_name(string? name)
    {
        Assert.False(ProfileKey.IsValidName(name));
        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => new ProfileKey("corp", name!));
        Assert.Equal(PrxAuthError.ProfileNameInvalid, failure.Error);
        Assert.Equal(PrxAuthError.ProfileNameInvalid, Assert.Throws<PrxAuthException>(() => new ProfileKey(name!, "default")).Error);
    }

    [Fact]
    public void Case_is_kept_and_does_not_count()
    {
        ProfileKey upper = new("corp", "Work");
        ProfileKey lower = new("Corp", "work");

        Assert.True(upper == lower);
        Assert.False(upper != lower);
        Assert.Equal(upper.GetHashCode(), lower.GetHashCode());
        Assert.Equal("corp/Work", upper.ToString());
        Assert.NotEqual(upper, new ProfileKey("corp", "work2"));
        Assert.NotEqual(upper, new ProfileKey("corp2", "Work"));
    }
}
