using System.Diagnostics;

namespace PrxAuth.Quickstart;

/// <summary>Plays the script in a pwsh, as if somebody typed it there.</summary>
internal static class Shell
{
    public static async Task<int> PlayAsync(string shell, IReadOnlyList<Line> script)
    {
        var start = new ProcessStartInfo(shell, ["-NoProfile", "-NoLogo", "-Command", "-"]) { RedirectStandardInput = true };
        using Process process = Process.Start(start)!;
        foreach (Line line in script)
        {
            if (line.Heading.Length > 0)
            {
                await process.StandardInput.WriteLineAsync($"[Console]::WriteLine('{line.Heading.Replace("'", "''", StringComparison.Ordinal)}')");
                await process.StandardInput.WriteLineAsync();
            }

            await process.StandardInput.WriteLineAsync(line.Text);
            // An empty line ends a statement that reads on, such as a loop.
            await process.StandardInput.WriteLineAsync();
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
