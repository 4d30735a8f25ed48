using System.Diagnostics;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>A sign-in in a real browser.</summary>
public sealed class ChromiumTests
{
    [Fact]
    public async Task A_real_Chromium_signs_in()
    {
        string? chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(directory => (string[])[Path.Combine(directory, "chromium"), Path.Combine(directory, "chromium-browser")])
            .FirstOrDefault(File.Exists);
        if (chromium is null)
        {
            Assert.Skip("There is no Chromium on the PATH (Debian: apt-get install chromium), so no real browser was tried.");
        }

        await using World world = await World.CreateAsync();
        string started = world.PathOf("chromium.pid");
        ShellScript.Write(
            world.PathOf("browser.sh"),
            $"""
            echo $$ > '{started}'
            exec '{chromium}' --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
              --disable-component-update --disable-sync --user-data-dir='{world.PathOf("chromium")}' "$1"
            """);
        world.Environment["BROWSER"] = world.PathOf("browser.sh") + " %s";
        try
        {
            PrxResult result = await Prx.RunAsync(world, "prx auth login -P corp");
            result.Must();
            Assert.Contains("alice", result.Output + result.Error, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(1, world.Control.Counts(Simulator.SimulatorArea.Oidc).TokenRequestsOf("authorization_code"));
            Assert.True(File.Exists(world.SealedFile("corp", "default")));
        }
        finally
        {
            await EndAsync(started);
        }
    }

    private static async Task EndAsync(string pidFile)
    {
        if (!File.Exists(pidFile) || !int.TryParse((await File.ReadAllTextAsync(pidFile, CancellationToken.None)).Trim(), out int id))
        {
            return;
        }

        try
        {
            using Process browser = Process.GetProcessById(id);
            browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync(CancellationToken.None);
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }
}
