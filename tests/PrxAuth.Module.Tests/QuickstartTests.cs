using System.Diagnostics;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>README's first command.</summary>
public sealed class QuickstartTests
{
    [Fact]
    public async Task The_quickstart_runs_to_its_end_and_shows_what_it_promises()
    {
        var start = new ProcessStartInfo(Staged.Quickstart) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using Process quickstart = Process.Start(start)!;
        Task<string> reading = quickstart.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await quickstart.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string shown = await reading;
        await quickstart.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", error);
        Assert.Equal(0, quickstart.ExitCode);
        Assert.Matches("(?m)^corp +work +.*[Aa]lice", shown);
        Assert.Matches("(?m)^corp +personal +.*[Bb]ob", shown);
        Assert.Contains("API: HTTP 200", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP 401", shown, StringComparison.Ordinal);
        Assert.Contains("# My providers. PrxAuth keeps this comment.", shown, StringComparison.Ordinal);
        Assert.Contains("auth_profile = \"work\"", shown, StringComparison.Ordinal);
        Assert.Contains("It prints as [redacted]", shown, StringComparison.Ordinal);
        Assert.Matches("Revocations counted by the server: [1-9]", shown);
    }
}
