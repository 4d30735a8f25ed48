using System.Diagnostics;

namespace PrxAuth.Torture;

/// <summary>A process in the world's environment that is spoken to through its standard streams.</summary>
internal static class ChildProcess
{
    /// <summary>Starts a program.</summary>
    /// <param name="environment">What its environment has besides ours; null: what it must not have.</param>
    /// <param name="program">The executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="captureError">Whether its standard error is for us too.</param>
    public static Process Start(
        IReadOnlyDictionary<string, string?> environment, string program, IEnumerable<string> arguments, bool captureError = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = captureError,
            UseShellExecute = false,
        };
        foreach ((string name, string? value) in environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        return Process.Start(start)!;
    }

    /// <summary>Ends it if it has not ended.</summary>
    public static void End(Process process)
    {
        // Killing what has ended does nothing.
        process.Kill();
        process.Dispose();
    }
}
