using PrxAuth.Benchmarks.Fixtures;

namespace PrxAuth.Benchmarks.Processes;

/// <summary>What the measured processes run. Each prints milliseconds, one value a line.</summary>
internal static class ImportScripts
{
    private const int WarmCalls = 300;

    public static string Import(string manifest) =>
        $$"""
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Import-Module '{{Quoted(manifest)}}'
        $watch.Elapsed.TotalMilliseconds
        """;

    /// <summary>Prints the import, the processor time it took, the first call, and the median of the warm ones.</summary>
    public static string ImportAndCall(string manifest, string command) =>
        $$"""
        $process = [System.Diagnostics.Process]::GetCurrentProcess()
        $before = $process.TotalProcessorTime
        {{Import(manifest)}}
        $process.Refresh()
        ($process.TotalProcessorTime - $before).TotalMilliseconds
        $watch.Restart()
        $null = {{command}}
        $watch.Elapsed.TotalMilliseconds
        $calls = foreach ($i in 1..{{WarmCalls}}) {
            $watch.Restart()
            $null = {{command}}
            $watch.Elapsed.TotalMilliseconds
        }
        [array]::Sort($calls)
        $calls[{{WarmCalls / 2}}]
        """;

    /// <summary>Prints how many assemblies of a folder the import has loaded.</summary>
    public static string ImportAndCount(string manifest, string folder) =>
        $$"""
        Import-Module '{{Quoted(manifest)}}'
        $count = 0
        foreach ($assembly in [System.AppDomain]::CurrentDomain.GetAssemblies()) {
            if (-not $assembly.IsDynamic -and $assembly.Location.StartsWith('{{Quoted(folder)}}')) { $count++ }
        }
        $count
        """;

    public static string GetToken => $"Get-PrxAuthToken {TemporaryStore.Provider}";

    public static double[] Values(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => double.Parse(line, System.Globalization.CultureInfo.InvariantCulture))];

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
