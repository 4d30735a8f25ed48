using System.Diagnostics;
using PrxAuth.Benchmarks.Processes;

namespace PrxAuth.Benchmarks.Fixtures;

/// <summary>The system's writing of dirty pages in the background.</summary>
internal static class WriteBack
{
    /// <summary>Has it done with what was written so far; where there is no <c>sync</c>, it stays in the background.</summary>
    public static void Wait()
    {
        if (Locations.OnPath("sync") is { } sync)
        {
            using Process? process = Process.Start(sync);
            process?.WaitForExit();
        }
    }
}
