using System.Diagnostics;

namespace PrxAuth.Torture;

/// <summary>Which state of the source a run was made of, for the record.</summary>
internal static class Commit
{
    public static string Name { get; } = Read();

    private static string Read()
    {
        try
        {
            using Process git = Process.Start(new ProcessStartInfo("git", ["-C", AppContext.BaseDirectory, "describe", "--always", "--dirty"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            string name = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return name.Length == 0 ? "unknown" : name;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
