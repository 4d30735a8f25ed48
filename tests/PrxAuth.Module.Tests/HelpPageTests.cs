using System.Diagnostics;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>A build whose help pages and cmdlets do not say the same fails.</summary>
public sealed class HelpPageTests
{
    [Theory]
    [InlineData("Assert-PrxAuthProfile.md", "### -Renew", "HELP003: the parameter Renew is not described")]
    [InlineData("Assert-PrxAuthProfile.md", "### PrxAuth.PrxAuthProfile", "HELP003: ")]
    [InlineData("Get-PrxAuthToken.md", null, "HELP001: the cmdlet Get-PrxAuthToken has no page")]
    public async Task A_page_that_says_less_than_its_cmdlet_can_fails_the_build(string page, string? heading, string complaint)
    {
        string pages = Directory.CreateTempSubdirectory("prxauth-pages-").FullName;
        try
        {
            foreach (string file in Directory.GetFiles(Path.Combine(Staged.Repository, "docs", "en-US")))
            {
                File.Copy(file, Path.Combine(pages, Path.GetFileName(file)));
            }

            string changed = Path.Combine(pages, page);
            if (heading is null)
            {
                File.Delete(changed);
            }
            else
            {
                string[] lines = await File.ReadAllLinesAsync(changed, TestContext.Current.CancellationToken);
                await File.WriteAllLinesAsync(changed, Without(heading, lines), TestContext.Current.CancellationToken);
            }

            (int status, string said) = await ReviewAsync(pages);
            Assert.Equal(1, status);
            Assert.Contains($"{page} : error {complaint}", said, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(pages, recursive: true);
        }
    }

    private static IEnumerable<string> Without(string heading, IEnumerable<string> lines)
    {
        bool isLeftOut = false;
        foreach (string line in lines)
        {
            isLeftOut = line == heading || (isLeftOut && !line.StartsWith('#'));
            if (!isLeftOut)
            {
                yield return line;
            }
        }
    }

    // It writes nothing where it has complaints, so the staged module stays as it is.
    private static async Task<(int Status, string Said)> ReviewAsync(string pages)
    {
        var start = new ProcessStartInfo("dotnet", [Staged.HelpTool, pages, Staged.ModuleToPack]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said);
    }
}
