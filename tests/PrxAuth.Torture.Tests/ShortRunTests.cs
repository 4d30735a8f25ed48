using System.Diagnostics;
using System.Reflection;

namespace PrxAuth.Torture.Tests;

/// <summary>The torture harness with small numbers. CONTRIBUTING.md says how to run it with large ones.</summary>
public sealed class ShortRunTests
{
    private static readonly string s_program =
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Torture").Value!
        + (OperatingSystem.IsWindows() ? ".exe" : "");

    [Theory]
    [InlineData("race --processes 8 --rounds 5")]
    [InlineData("race --processes 6 --rounds 3 --with mixed")]
    [InlineData("race --runspaces 8 --rounds 5")]
    [InlineData("race --tasks 32 --rounds 5")]
    [InlineData("kill --kills 24 --with mixed")]
    public async Task Nothing_is_lost_when_processes_race_and_die(string line) => await RunAsync(line);

    [Fact]
    public async Task Nothing_is_lost_when_the_holder_of_a_lock_is_stopped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Whether a process has stopped is read from /proc.");
        await RunAsync("stop");
    }

    internal static async Task RunAsync(string line)
    {
        var start = new ProcessStartInfo(s_program, line.Split(' ')) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process run = Process.Start(start)!;
        try
        {
            Task<string> error = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string table = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(run.ExitCode == 0, table + await error);
        }
        finally
        {
            run.Kill(entireProcessTree: true);
        }
    }
}
