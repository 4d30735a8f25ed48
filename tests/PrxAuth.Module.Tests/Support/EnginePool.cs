using System.Collections.Concurrent;

namespace PrxAuth.Module.Tests.Support;

/// <summary>
/// Engines that are up already: starting one costs a second, and the module takes its environment anew with every session. They end with
/// the test run, whose end closes their input.
/// </summary>
internal static class EnginePool
{
    private static readonly ConcurrentBag<EngineProcess> s_idle = [];

    public static EngineProcess Take() => s_idle.TryTake(out EngineProcess? process) && !process.HasExited
        ? process
        : EngineProcess.Start(new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
            ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "",
        });

    public static void Return(EngineProcess process) => s_idle.Add(process);
}
