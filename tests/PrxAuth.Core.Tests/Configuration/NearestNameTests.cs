using PrxAuth.Core.Configuration;
using Xunit;

namespace PrxAuth.Core.Tests.Configuration;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("issuer", "issuer", 0)]
    [InlineData("Issuer", "issuer", 0)]
    [InlineData("isuer", "issuer", 1)]
    [InlineData("issure", "issuer", 1)]
    [InlineData("client-id", "client_id", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    public void The_distance_counts_slips_of_the_keyboard(string left, string right, int distance)
    {
        Assert.Equal(distance, NearestName.Distance(left, right));
        Assert.Equal(distance, NearestName.Distance(right, left));
    }

    [Theory]
    [InlineData("gihub", "github")]
    [InlineData("gitlba", "gitlab")]
    [InlineData("hg", "gh")]
    [InlineData("ghost", null)]
    [InlineData("something-else", null)]
    public void Only_what_is_near_is_suggested(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Of(name, ["github", "gitlab", "gh"]));
}
