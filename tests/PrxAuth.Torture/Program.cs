using PrxAuth.Torture;
using PrxAuth.Torture.Faults;
using PrxAuth.Torture.Killing;
using PrxAuth.Torture.Listening;
using PrxAuth.Torture.Racing;
using PrxAuth.Torture.Remembering;
using PrxAuth.Torture.Stopping;

return args switch
{
    ["race", .. string[] rest] when Arguments.Parse(rest, RaceRun.Options) is { } given => await RaceRun.RunAsync(given),
    ["kill", .. string[] rest] when Arguments.Parse(rest, KillRun.Options) is { } given => await KillRun.RunAsync(given),
    ["stop", .. string[] rest] when Arguments.Parse(rest, StopRun.Options) is { } given => await StopRun.RunAsync(given),
    ["listen", .. string[] rest] when Arguments.Parse(rest, ListenRun.Options) is { } given => await ListenRun.RunAsync(given),
    ["fault", .. string[] rest] when Arguments.Parse(rest, FaultRun.Options) is { } given => await FaultRun.RunAsync(given),
    ["remember", .. string[] rest] when Arguments.Parse(rest, RememberRun.Options) is { } given => await RememberRun.RunAsync(given),
    [RaceWorker.Verb] => await RaceWorker.RunAsync(),
    [KillWorker.Verb, string seed] => await KillWorker.RunAsync(int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)),
    [StopWorker.Verb, string speed] => await StopWorker.RunAsync(speed),
    [ListenWorker.Verb] => await ListenWorker.RunAsync(),
    _ => Arguments.Explain(),
};
