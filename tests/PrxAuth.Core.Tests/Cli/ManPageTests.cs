using System.ComponentModel;
using System.Diagnostics;
using PrxAuth.Cli;
using PrxAuth.Cli.Grammar;
using PrxAuth.Core.Tests.Storage;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

/// <summary>prx-auth(1) and <c>--help</c> come out of one grammar.</summary>
public sealed class ManPageTests
{
    private static readonly string s_page = ManPage.For(new PrxGrammar());

    [Fact]
    public async Task The_page_in_the_repository_is_the_one_that_the_grammar_makes() => Assert.Equal(
        await File.ReadAllTextAsync(RepositoryFiles.Path("docs/prx-auth.1"), TestContext.Current.CancellationToken), s_page + "\n");

    [Fact]
    public void The_page_and_the_help_of_each_command_have_description_options_exit_status_and_examples()
    {
        var grammar = new PrxGrammar();
        foreach (VerbSyntax verb in grammar.Verbs)
        {
            string help = HelpText.For(grammar, verb.Command);
            Assert.StartsWith(verb.Command.Description!, help, StringComparison.Ordinal);
            Assert.Contains("\nOptions:", help, StringComparison.Ordinal);
            Assert.Contains("\nExamples:", help, StringComparison.Ordinal);
            Assert.Contains("\nExit status:", help, StringComparison.Ordinal);
            Assert.Contains($"\n.SS {verb.Command.Name.Replace("-", "\\-", StringComparison.Ordinal)}\n", s_page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_is_asked_of_prx_itself()
    {
        var frontEnd = new RecordingFrontEnd();

        Assert.Equal(ExitStatus.Done, await PrxCommand.RunAsync(["--man"], () => throw new InvalidOperationException(), frontEnd, TestContext.Current.CancellationToken));
        Assert.Equal([s_page], frontEnd.Texts);
    }

    [Theory]
    [InlineData("mandoc", "-T", "lint", "-W", "error")]
    [InlineData("groff", "-man", "-Tutf8", "-ww", "-z")]
    public async Task The_formatters_have_nothing_to_complain_about(string program, params string[] arguments)
    {
        try
        {
            using Process formatter = Process.Start(new ProcessStartInfo(program, [.. arguments, RepositoryFiles.Path("docs/prx-auth.1")])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> error = formatter.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await formatter.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await formatter.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((0, ""), (formatter.ExitCode, output + await error));
        }
        catch (Win32Exception)
        {
            Assert.Skip($"There is no {program} here.");
        }
    }
}
