using System.Diagnostics;
using PrxAuth.Cli.Completion;
using PrxAuth.Core.Flows.Browsing;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

/// <summary>
/// The completion scripts in the real shells. The prx that they call tells what it was asked, and answers with names that would do harm
/// where a shell evaluated them.
/// </summary>
public sealed class ShellScriptTests : IDisposable
{
    private static readonly string[] s_hostile =
    [
        "plain", "ann@example.com", "two words", "it's", "$(touch HARM)", "`touch HARM`", "; touch HARM", "a\"b", "back\\slash", "$HOME", "*", "a:b", "--x=y",
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prxauth-shell-");

    public ShellScriptTests()
    {
        File.WriteAllLines(InDirectory("answers"), s_hostile);
        File.WriteAllText(InDirectory("prx"), $"""
            #!/bin/sh
            [ "$1 $2" = "auth complete" ] || exit 9
            shift 2
            for word; do printf '<%s>' "$word"; done >'{InDirectory("asked")}'
            if [ "$1" = --describe ]; then
                while IFS= read -r answer; do printf '%s\tabout: %s\n' "$answer" "$answer"; done <'{InDirectory("answers")}'
            else
                cat '{InDirectory("answers")}'
            fi
            """.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(InDirectory("prx"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string Asked => File.ReadAllText(InDirectory("asked"));

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("prx auth use -P corp --profile ''", "<--><auth><use><-P><corp><--profile><>")]
    [InlineData("prx auth use --profile = w", "<--><auth><use><--profile=w>", "prx auth use --profile=w")]
    [InlineData("prx auth use --profile ann @ e", "<--><auth><use><--profile><ann@e>", "prx auth use --profile ann@e")]
    [InlineData("prx auth use '$(touch' 'HARM)' w", "<--><auth><use><$(touch><HARM)><w>", "prx auth use $(touch HARM) w")]
    [InlineData("prx auth use '\"w'", "<--><auth><use><w>", "prx auth use \"w")]
    [InlineData("prx ''", "<--><>", "prx ")]
    public async Task Bash_asks_for_the_word_as_it_was_typed(string words, string asked, string? line = null)
    {
        line ??= words.Replace("''", string.Empty, StringComparison.Ordinal);

        await RunAsync("bash", $"""
            COMP_WORDS=({words}); COMP_CWORD=$((${"{"}#COMP_WORDS[@]{"}"} - 1)); COMP_LINE=$1; COMP_POINT=${"{"}#COMP_LINE{"}"}
            _prx_complete
            """, line);

        Assert.Equal(asked, Asked);
        Assert.False(File.Exists(InDirectory("HARM")));
    }

    [Fact]
    public async Task Bash_offers_names_that_stand_for_themselves_when_the_line_is_run()
    {
        string output = await RunAsync("bash", """
            complete -p prx
            COMP_WORDS=(prx auth use --profile ''); COMP_CWORD=4; COMP_LINE='prx auth use --profile '; COMP_POINT=${#COMP_LINE}
            _prx_complete
            for reply in "${COMPREPLY[@]}"; do eval "printf '%s\n' $reply"; done
            """);

        string[] lines = Lines(output);
        Assert.Contains("-F _prx_complete prx", lines[0], StringComparison.Ordinal);
        Assert.Equal(s_hostile, lines[1..]);
        Assert.False(File.Exists(InDirectory("HARM")));
    }

    [Theory]
    [InlineData("prx auth use --profile = ''", "prx auth use --profile=", "work")]
    [InlineData("prx auth use --profile =", "prx auth use --profile=", "work")]
    [InlineData("prx auth use --profile = w", "prx auth use --profile=w", "work")]
    public async Task Bash_gives_only_the_piece_that_readline_puts_in(string words, string line, string expected)
    {
        await File.WriteAllTextAsync(InDirectory("answers"), "--profile=work\n", TestContext.Current.CancellationToken);

        string output = await RunAsync("bash", $"""
            COMP_WORDS=({words}); COMP_CWORD=$((${"{"}#COMP_WORDS[@]{"}"} - 1)); COMP_LINE='{line}'; COMP_POINT=${"{"}#COMP_LINE{"}"}
            _prx_complete; printf '%s\n' "${"{"}COMPREPLY[@]{"}"}"
            """);

        Assert.Equal([expected], Lines(output));
    }

    [Fact]
    public async Task Zsh_shows_names_with_descriptions_and_evaluates_none()
    {
        // The completion system runs only in an interactive line; what it is given is looked at in its place.
        string output = await RunAsync("zsh", """
            _describe() { shift 2; print -rl -- "${answers[@]}" }
            words=(prx auth use '$(touch HARM)' "it\\'s" ''); CURRENT=6; PREFIX=''
            _prx
            """);

        Assert.Equal(s_hostile.Select(name =>
            $"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal)}:about: {name}"), Lines(output));
        Assert.Equal("<--describe><--><auth><use><$(touch HARM)><it's><>", Asked);
        Assert.False(File.Exists(InDirectory("HARM")));
    }

    [Fact]
    public async Task Zsh_loads_the_script_once_its_completion_is_there()
    {
        string output = await RunAsync("zsh", """
            autoload -U compinit; compinit -u -D
            source script
            print -r -- "$_comps[prx]"
            """);

        Assert.Equal(["_prx"], Lines(output));
    }

    [Fact]
    public async Task Fish_shows_names_with_descriptions_and_evaluates_none()
    {
        string output = await RunAsync("fish", "complete --do-complete 'prx auth use -P corp '");

        Assert.Equal("<--describe><--><auth><use><-P><corp><>", Asked);
        string[] offered = [.. Lines(output).Select(line => line.Split('\t')[0])];
        Assert.All(s_hostile.Where(name => !name.StartsWith('-')), name => Assert.Contains(name, offered));
        Assert.Contains("plain\tabout: plain", Lines(output));
        Assert.False(File.Exists(InDirectory("HARM")));
    }

    [Fact]
    public async Task Pwsh_quotes_names_and_leaves_the_exit_status_alone()
    {
        string output = await RunAsync("pwsh", """
            $global:LASTEXITCODE = 42
            $line = 'prx auth use -P corp '
            (TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object { Invoke-Expression "Write-Output $($_.CompletionText)" }
            (TabExpansion2 $line $line.Length).CompletionMatches[0].ToolTip
            "status $LASTEXITCODE"
            """);

        Assert.Equal("<--describe><--><auth><use><-P><corp><>", Asked);
        Assert.Equal([.. s_hostile, "about: plain", "status 42"], Lines(output));
        Assert.False(File.Exists(InDirectory("HARM")));
    }

    private static string[] Lines(string output) => output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private string InDirectory(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Runs a shell that has loaded its completion script.</summary>
    private async Task<string> RunAsync(string shell, string commands, string argument = "")
    {
        if (ProgramPath.Find(shell, Environment.GetEnvironmentVariable("PATH"), isWindows: false) is not { } program)
        {
            Assert.Skip($"{shell} is not installed, so its completion script is not tested here.");
            return string.Empty;
        }

        string suffix = shell == "pwsh" ? ".ps1" : string.Empty;
        await File.WriteAllTextAsync(InDirectory("script" + suffix), CompletionScripts.Of(shell), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            InDirectory("commands" + suffix), $"{(shell == "fish" ? "source" : ".")} ./script{suffix}\n{commands}", TestContext.Current.CancellationToken);
        string[] arguments = shell switch
        {
            "bash" => ["--norc", "--noprofile", "commands", argument],
            "zsh" => ["-f", "commands"],
            "fish" => ["--no-config", "commands"],
            _ => ["-NoProfile", "-NonInteractive", "-File", InDirectory("commands.ps1")],
        };
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_directory.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = _directory.FullName;
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(string.Empty, await error);
        return output;
    }
}
