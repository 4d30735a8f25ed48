using PrxAuth.Core.Storage;
using Xunit;

namespace PrxAuth.Core.Tests.Storage;

public sealed class StoreLocationTests
{
    [Theory]
    [InlineData("/data", "/xdg", "/data/secrets")]
    [InlineData(null, "/xdg", "/xdg/prx/secrets")]
    [InlineData("", "relative", "/home/ann/.local/share/prx/secrets")]
    [InlineData(null, null, "/home/ann/.local/share/prx/secrets")]
    public void The_directory_follows_the_environment(string? dataHome, string? xdg, string expected)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other places.");
        }

        Dictionary<string, string?> environment = new() { ["PRX_DATA_HOME"] = dataHome, ["XDG_DATA_HOME"] = xdg, ["HOME"] = "/home/ann" };

        Assert.Equal(expected, StoreLocation.Resolve(environment.GetValueOrDefault));
    }
}
