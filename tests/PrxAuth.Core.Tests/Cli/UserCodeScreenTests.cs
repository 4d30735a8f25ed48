using PrxAuth.Cli.Rendering;
using PrxAuth.Cli.Terminal;
using PrxAuth.Core.Flows;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

public sealed class UserCodeScreenTests
{
    private static readonly TerminalLook s_terminal = new(80, IsColoured: false, IsUnicode: true);

    [Fact]
    public void Big_letters_are_five_lines_high_and_as_wide_as_there_is_room()
    {
        Assert.Equal(
            [
                "██████    ████",
                "  ██    ██    ██",
                "  ██    ██    ██",
                "  ██    ██    ██",
                "██████    ████",
            ],
            BigLetters.Draw("IO", 80, '█'));
        Assert.Equal(["###  ##", " #  #  #", " #  #  #", " #  #  #", "###  ##"], BigLetters.Draw("IO", 10, '#'));
        Assert.Equal(["I O"], BigLetters.Draw("IO", 5, '#'));
    }

    [Fact]
    public void Every_sign_of_a_code_has_a_shape_of_its_own()
    {
        const string Signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

        Assert.Equal(Signs.Length, Signs.Select(sign => string.Join('\n', BigLetters.Draw(sign.ToString(), 80, '#'))).Distinct().Count());
        Assert.All(Signs, sign => Assert.Equal(5, BigLetters.Draw(sign.ToString(), 80, '#').Count));
    }

    [Theory]
    [InlineData("wdjb", "w d j b")]
    [InlineData("ÄB", "Ä B")]
    public void A_code_whose_case_or_signs_the_letters_cannot_tell_is_spaced(string code, string expected) =>
        Assert.Equal([expected], BigLetters.Draw(code, 80, '#'));

    [Theory]
    [InlineData("WDJB-MJHT")]
    [InlineData("3752-1237-9921")]
    public void The_screen_keeps_to_the_terminal_and_the_code_can_be_copied_from_a_line_of_its_own(string code)
    {
        string[] lines = UserCodeScreen.Render(Prompt(code), s_terminal).Split('\n');

        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("  " + code, lines);
        Assert.InRange(lines.Length, 1, 24);
    }

    [Fact]
    public void Without_a_terminal_the_text_is_what_scripts_know()
    {
        Assert.Equal(
            """
            Open this page on any device:

              https://login.example.com/device

            and enter this code, only if you began this sign-in yourself:

              WDJB-MJHT

            The code is good for 15 min.

            """.ReplaceLineEndings("\n"),
            UserCodeScreen.Render(Prompt("WDJB-MJHT"), look: null));
    }

    [Fact]
    public void A_code_cannot_move_the_cursor() =>
        Assert.DoesNotContain('\e', UserCodeScreen.Render(Prompt("\e[2JAB"), s_terminal));

    [Fact]
    public void A_qr_code_is_drawn_only_when_asked_for_and_fits_a_terminal()
    {
        UserCodePrompt prompt = Prompt("WDJB-MJHT") with { VerificationUriComplete = new Uri("https://login.example.com/device?user_code=WDJB-MJHT") };

        Assert.DoesNotContain('▀', UserCodeScreen.Render(prompt, s_terminal));
        string[] drawn = [.. UserCodeScreen.Qr(prompt with { WantsQrCode = true }, s_terminal).Split('\n').Where(line => line.Length > 0)];
        Assert.All(drawn, line => Assert.Equal(drawn[0].Length, line.Length));
        Assert.InRange(drawn[0].Length, 21, 79);
        Assert.InRange(drawn.Length, 11, 24);
        Assert.Contains("too narrow", UserCodeScreen.Qr(prompt with { WantsQrCode = true }, s_terminal with { Width = 30 }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_qr_code_tells_the_page_that_has_the_code_in_it_where_there_is_one()
    {
        var complete = new Uri("https://login.example.com/device?user_code=WDJB-MJHT");
        UserCodePrompt plain = Prompt("WDJB-MJHT") with { WantsQrCode = true };

        Assert.Equal(Drawn(complete), UserCodeScreen.Qr(plain with { VerificationUriComplete = complete }, s_terminal));
        Assert.Equal(Drawn(plain.VerificationUri), UserCodeScreen.Qr(plain, s_terminal));

        static string Drawn(Uri page) => string.Join('\n', QrCode.Draw(page.AbsoluteUri, isColoured: false)) + "\n\n";
    }

    [Fact]
    public void A_qr_code_is_light_around_dark_and_painted_so_where_there_is_colour()
    {
        IReadOnlyList<string> plain = QrCode.Draw("https://login.example.com/device", isColoured: false);

        // Two light modules around it, then the upper edge of a finder: seven dark ones.
        Assert.Equal(new string('█', plain[0].Length), plain[0]);
        Assert.StartsWith("██ ▄▄▄▄▄ ", plain[1], StringComparison.Ordinal);
        Assert.Equal(plain.Select(line => $"\e[97;40m{line}\e[0m"), QrCode.Draw("https://login.example.com/device", isColoured: true));
    }

    [Theory]
    [InlineData("AB CD")]
    [InlineData("AB\nrm")]
    [InlineData("$(x)")]
    [InlineData("")]
    public async Task What_does_not_look_like_a_code_is_not_copied(string code)
    {
        UserCodeCopy copy = await UserCodeClipboard.CopyAsync(code, _ => null, _ => Assert.Fail("It was sent."), TestContext.Current.CancellationToken);

        Assert.Equal(UserCodeCopy.None, copy);
    }

    [Theory]
    [InlineData("CI", "true")]
    [InlineData("PRX_CLIPBOARD", "0")]
    [InlineData("TERM", "dumb")]
    public async Task Nothing_is_copied_in_a_job_when_switched_off_or_on_a_terminal_that_cannot(string variable, string value)
    {
        UserCodeCopy copy = await UserCodeClipboard.CopyAsync(
            "WDJB-MJHT", name => name == variable ? value : null, _ => Assert.Fail("It was sent."), TestContext.Current.CancellationToken);

        Assert.Equal(UserCodeCopy.None, copy);
    }

    [Theory]
    [InlineData("C.UTF-8", true)]
    [InlineData("en_US.utf8", true)]
    [InlineData("C", false)]
    [InlineData(null, false)]
    public void The_locale_tells_whether_blocks_show(string? locale, bool expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its terminals always show them.");
        Assert.Equal(expected, TerminalLook.TellsUnicode(name => name == "LANG" ? locale : null));
    }

    private static UserCodePrompt Prompt(string code) => new(
        "Example", code, new Uri("https://login.example.com/device"), null, TimeSpan.FromMinutes(15), BrowserOpened: false);
}
