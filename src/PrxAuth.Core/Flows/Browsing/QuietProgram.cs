using System.Diagnostics;

namespace PrxAuth.Core.Flows.Browsing;

/// <summary>A program of the desktop that is started on the side: without a window, and without a word into ours.</summary>
internal static class QuietProgram
{
    public static ProcessStartInfo Start(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        UseShellExecute = false,
        CreateNoWindow = true,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
