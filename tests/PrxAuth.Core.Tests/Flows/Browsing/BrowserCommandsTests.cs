using PrxAuth.Core.Flows.Browsing;
using Xunit;

namespace PrxAuth.Core.Tests.Flows.Browsing;

public sealed class BrowserCommandsTests
{
    private const string Url = "https://as.example/authorize?a=b&c='$(id)`;%20";

    [Theory]
    [InlineData("firefox", "firefox|" + Url)]
    [InlineData("firefox --new-window %s", "firefox|--new-window|" + Url)]
    [InlineData("app --url=%s -x", "app|--url=" + Url + "|-x")]
    [InlineData("\"/opt/my browser/run\" '-p two words'", "/opt/my browser/run|-p two words|" + Url)]
    public void A_command_gets_the_address_as_one_argument(string value, string expected)
    {
        BrowserCommand command = Assert.Single(BrowserCommand.FromVariable(value, ':', Url));
        Assert.Equal(expected, string.Join('|', [command.Program, .. command.Arguments]));
    }

    [Fact]
    public void Several_commands_are_tried_in_order()
    {
        IReadOnlyList<BrowserCommand> commands = BrowserCommand.FromVariable("one:: two %s:three", ':', Url);
        Assert.Equal(["one", "two", "three"], commands.Select(command => command.Program));
    }

    [Fact]
    public void A_drive_letter_does_not_split_the_list_on_windows()
    {
        IReadOnlyList<BrowserCommand> commands = BrowserCommands.For(
            HostPlatform.Windows, name => name == "BROWSER" ? @"""C:\Program Files\b.exe"" -x;other" : null, Url);
        Assert.Equal([@"C:\Program Files\b.exe", "other"], commands.Select(command => command.Program));
    }

    [Theory]
    [InlineData("Windows", "", "")]
    [InlineData("MacOS", "", "/usr/bin/open")]
    [InlineData("Linux", "", "xdg-open")]
    [InlineData("Linux", "WSL_DISTRO_NAME", "rundll32.exe,/mnt/c/Windows/System32/rundll32.exe,xdg-open")]
    public void Each_platform_has_its_own_commands(string platform, string set, string programs)
    {
        IReadOnlyList<BrowserCommand> commands = BrowserCommands.For(
            Enum.Parse<HostPlatform>(platform), name => name == set ? "x" : null, Url);
        Assert.Equal(programs, string.Join(',', commands.Select(command => command.Program)));
        Assert.All(commands, command => Assert.Equal(Url, command.Arguments[^1]));
    }
}
