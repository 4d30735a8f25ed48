using PrxAuth.Core.Configuration;
using Xunit;

namespace PrxAuth.Core.Tests.Configuration;

public sealed class AuthPathsTests
{
    private static AuthPaths Paths(Dictionary<string, string?> environment, bool isWindows = false) =>
        AuthPaths.FromEnvironment(name => environment.GetValueOrDefault(name), isWindows);

    [Fact]
    public void Without_any_variable_the_paths_lie_below_the_home_directory()
    {
        AuthPaths paths = Paths(new() { ["HOME"] = "/home/ada" });

        Assert.Equal("/home/ada/.config/prx/config.toml", paths.ConfigurationFile);
        Assert.Equal("/home/ada/.local/share/prx", paths.DataHome);
        Assert.Equal("/home/ada/.local/share/prx/secrets", paths.SecretsDirectory);
    }

    [Fact]
    public void The_xdg_variables_replace_the_home_directory()
    {
        AuthPaths paths = Paths(new() { ["HOME"] = "/home/ada", ["XDG_CONFIG_HOME"] = "/c", ["XDG_DATA_HOME"] = "/d" });

        Assert.Equal("/c/prx/config.toml", paths.ConfigurationFile);
        Assert.Equal("/d/prx", paths.DataHome);
    }

    [Theory]
    [InlineData("relative/dir")]
    [InlineData("")]
    public void A_relative_or_empty_xdg_variable_is_ignored(string value)
    {
        AuthPaths paths = Paths(new() { ["HOME"] = "/home/ada", ["XDG_CONFIG_HOME"] = value, ["XDG_DATA_HOME"] = value });

        Assert.Equal("/home/ada/.config/prx/config.toml", paths.ConfigurationFile);
        Assert.Equal("/home/ada/.local/share/prx", paths.DataHome);
    }

    [Fact]
    public void The_prx_variables_win_and_become_absolute()
    {
        AuthPaths paths = Paths(new()
        {
            ["HOME"] = "/home/ada",
            ["XDG_CONFIG_HOME"] = "/c",
            ["XDG_DATA_HOME"] = "/d",
            ["PRX_CONFIG"] = "my.toml",
            ["PRX_DATA_HOME"] = "/srv/../data",
        });

        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "my.toml"), paths.ConfigurationFile);
        Assert.Equal("/data", paths.DataHome);
    }

    [Fact]
    public void Windows_has_directories_of_its_own()
    {
        AuthPaths paths = Paths(new() { ["APPDATA"] = "/roaming", ["LOCALAPPDATA"] = "/local", ["HOME"] = "/home/ada" }, isWindows: true);

        Assert.Equal(Path.Combine("/roaming", "prx", "config.toml"), paths.ConfigurationFile);
        Assert.Equal(Path.Combine("/local", "prx"), paths.DataHome);
    }
}
