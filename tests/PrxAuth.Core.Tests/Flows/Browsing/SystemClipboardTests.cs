using PrxAuth.Core.Flows.Browsing;
using Xunit;

namespace PrxAuth.Core.Tests.Flows.Browsing;

public sealed class SystemClipboardTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prxauth-clipboard-");

    private string Kept => Path.Combine(_directory.FullName, "kept");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("WAYLAND_DISPLAY DISPLAY", "wl-copy xclip xsel")]
    [InlineData("WAYLAND_DISPLAY", "wl-copy")]
    [InlineData("DISPLAY", "xclip xsel")]
    [InlineData("", "")]
    [InlineData("WSL_DISTRO_NAME", "/mnt/c/Windows/System32/clip.exe")]
    [InlineData("SSH_CONNECTION WAYLAND_DISPLAY", "")]
    [InlineData("SSH_CONNECTION DISPLAY", "xclip xsel")]
    public void On_Linux_the_desktop_that_is_there_takes_it_and_over_ssh_a_forwarded_display_alone(string variables, string expected) =>
        Assert.Equal(expected, Programs(HostPlatform.Linux, variables));

    [Theory]
    [InlineData(nameof(HostPlatform.MacOS), "", "/usr/bin/pbcopy")]
    [InlineData(nameof(HostPlatform.MacOS), "SSH_CONNECTION", "")]
    [InlineData(nameof(HostPlatform.Windows), "SystemRoot", @"1\System32\clip.exe")]
    [InlineData(nameof(HostPlatform.Windows), "SSH_CONNECTION SystemRoot", "")]
    public void Elsewhere_the_system_has_one_which_over_ssh_is_not_the_persons(string platform, string variables, string expected) =>
        Assert.Equal(expected, Programs(Enum.Parse<HostPlatform>(platform), variables));

    [Fact]
    public async Task The_text_arrives_on_the_programs_input_as_it_is()
    {
        Install("xclip", $"cat > '{Kept}'; echo \"$@\" >> '{Kept}'");

        Assert.True(await CopyAsync("WDJB-MJHT"));
        Assert.Equal("WDJB-MJHT-selection clipboard\n", await File.ReadAllTextAsync(Kept, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_next_program_is_tried_when_one_fails_and_a_child_that_stays_behind_is_not_waited_for()
    {
        Install("xclip", "exit 1");
        Install("xsel", $"cat > '{Kept}'; sleep 60 & echo $! > '{Kept}.child'");

        Assert.True(await CopyAsync("WDJB-MJHT"));
        Assert.Equal("WDJB-MJHT", await File.ReadAllTextAsync(Kept, TestContext.Current.CancellationToken));
        System.Diagnostics.Process.GetProcessById(
            int.Parse(await File.ReadAllTextAsync(Kept + ".child", TestContext.Current.CancellationToken), provider: null)).Kill();
    }

    [Fact]
    public async Task Without_a_program_that_works_nothing_was_copied()
    {
        Assert.False(await CopyAsync("WDJB-MJHT"));
        Install("xclip", "exec <&-; exit 3");
        Assert.False(await CopyAsync("WDJB-MJHT"));
    }

    [Fact]
    public async Task A_program_that_is_stuck_is_given_up()
    {
        Install("xclip", "exec sleep 600");

        Assert.False(await CopyAsync("WDJB-MJHT"));
    }

    private static string Programs(HostPlatform platform, string variables) => string.Join(
        ' ', SystemClipboard.Programs(platform, name => variables.Split(' ').Contains(name) ? "1" : null).Select(program => program.Name));

    private void Install(string name, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Shell scripts play the programs.");
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private Task<bool> CopyAsync(string text) => new SystemClipboard(name => name switch
    {
        "DISPLAY" => ":0",
        "PATH" => _directory.FullName,
        _ => null,
    }).TryCopyAsync(text, TestContext.Current.CancellationToken);
}
