using PrxAuth.Torture;
using PrxAuth.Torture.Faults;
using PrxAuth.Torture.Killing;
using PrxAuth.Torture.Listening;
using PrxAuth.Torture.Racing;

return args switch
{
    ["race", .. string[] rest] when Arguments.Parse(rest, "processes", "rounds", "seed") is { } given => await RaceRun.RunAsync(given),
    ["kill", .. string[] rest] when Arguments.Parse(rest, "kills", "workers", "seed") is { } given => await KillRun.RunAsync(given),
    ["listen", .. string[] rest] when Arguments.Parse(rest, "logins", "at-once", "idle", "seed") is { } given => await ListenRun.RunAsync(given),
    ["fault", .. string[] rest] when Arguments.Parse(rest, "operation", "lanes", "steps", "seed") is { } given => await FaultRun.RunAsync(given),
    [ListenWorker.Verb] => await ListenWorker.RunAsync(),
    [RaceWorker.Verb] => await RaceWorker.RunAsync(),
    [KillWorker.Verb, string seed] => await KillWorker.RunAsync(int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)),
    _ => Arguments.Explain(),
};
