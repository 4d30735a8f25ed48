using PrxAuth.Core.Flows.Browsing;
using Xunit;

namespace PrxAuth.Core.Tests.Flows.Browsing;

public sealed class SignInEnvironmentTests
{
    [Theory]
    [InlineData("Linux", "DISPLAY=:0", "", true, "desktop session (DISPLAY")]
    [InlineData("Linux", "WAYLAND_DISPLAY=wayland-0", "", true, "WAYLAND_DISPLAY")]
    [InlineData("Linux", "", "", false, "no display")]
    [InlineData("Linux", "DISPLAY= ", "", false, "no display")]
    [InlineData("Linux", "BROWSER=firefox", "", true, "BROWSER")]
    [InlineData("Linux", "BROWSER=firefox;SSH_CONNECTION=a b", "/.dockerenv", true, "BROWSER")]
    [InlineData("Linux", "DISPLAY=:0;SSH_CONNECTION=a b", "", false, "SSH_CONNECTION")]
    [InlineData("Linux", "DISPLAY=:0;SSH_TTY=/dev/pts/0", "", false, "SSH_TTY")]
    [InlineData("Linux", "WSL_DISTRO_NAME=Ubuntu", "", true, "WSL")]
    [InlineData("Linux", "WSL_DISTRO_NAME=Ubuntu;SSH_CONNECTION=a b", "", false, "remote shell")]
    [InlineData("Linux", "DISPLAY=:0", "/.dockerenv", false, "container (/.dockerenv)")]
    [InlineData("Linux", "DISPLAY=:0", "/run/.containerenv", false, "container (/run/.containerenv)")]
    [InlineData("Linux", "DISPLAY=:0;container=podman", "", false, "container (the variable container is set)")]
    [InlineData("MacOS", "", "", true, "macOS")]
    [InlineData("MacOS", "SSH_TTY=/dev/ttys0", "", false, "remote shell")]
    [InlineData("Windows", "SystemRoot=C:\\Windows", "C:\\Windows\\explorer.exe", true, "Windows")]
    [InlineData("Windows", "SystemRoot=C:\\Windows", "", false, "Server Core")]
    [InlineData("Windows", "SystemRoot=C:\\Windows;SSH_CONNECTION=a", "C:\\Windows\\explorer.exe", false, "remote shell")]
    [InlineData("Windows", "SystemRoot=C:\\Windows;BROWSER=firefox", "", true, "BROWSER")]
    public void The_environment_decides_and_says_why(string platform, string variables, string files, bool available, string reason)
    {
        BrowserAvailability decision = Detect(platform, variables, files);
        Assert.Equal(available, decision.IsAvailable);
        Assert.False(decision.IsAutomation);
        Assert.Contains(reason, decision.Reason, StringComparison.Ordinal);
        Assert.EndsWith(".", decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DISPLAY=:0;CI=true", false, "CI is set")]
    [InlineData("CI=true;GITHUB_ACTIONS=true", false, "GITHUB_ACTIONS")]
    [InlineData("TF_BUILD=True", false, "TF_BUILD")]
    [InlineData("GITLAB_CI=1", false, "GITLAB_CI")]
    [InlineData("CI=true;BROWSER=firefox", true, "BROWSER")]
    public void An_automated_job_is_recognised(string variables, bool available, string reason)
    {
        BrowserAvailability decision = Detect("Linux", variables, "");
        Assert.True(decision.IsAutomation);
        Assert.Equal(available, decision.IsAvailable);
        Assert.Contains(reason, decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("0")]
    [InlineData("")]
    public void A_ci_variable_that_says_no_means_no(string value) =>
        Assert.False(Detect("Linux", $"CI={value};DISPLAY=:0", "").IsAutomation);

    [Fact]
    public void A_windows_service_has_no_browser()
    {
        BrowserAvailability decision = SignInEnvironment.Detect(_ => null, HostPlatform.Windows, _ => true, userInteractive: false);
        Assert.False(decision.IsAvailable);
        Assert.Contains("service", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_of_this_machine_can_be_read() =>
        Assert.NotEmpty(SignInEnvironment.Detect(_ => null).Reason);

    private static BrowserAvailability Detect(string platform, string variables, string file)
    {
        Dictionary<string, string> environment = variables.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return SignInEnvironment.Detect(
            name => environment.GetValueOrDefault(name), Enum.Parse<HostPlatform>(platform), path => path == file, userInteractive: true);
    }
}
