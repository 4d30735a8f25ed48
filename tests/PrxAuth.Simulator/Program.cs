using System.Runtime.InteropServices;
using PrxAuth.Simulator;
using PrxAuth.Simulator.Control;

if (CommandLine.Parse(args) is not { } commandLine)
{
    await Console.Error.WriteAsync(CommandLine.Usage);
    return 2;
}

if (commandLine.Help)
{
    await Console.Out.WriteAsync(CommandLine.Usage);
    return 0;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

await using SimulatorServer server = await SimulatorServer.StartAsync(
    commandLine.Options with
    {
        RequestReceived = commandLine.Quiet ? null : request => Console.WriteLine($"  {request.Method} {request.Path}"),
    },
    stop.Token);
foreach (string scenario in commandLine.Scenarios)
{
    server.Control.Arrange(scenario);
}

string config = commandLine.Basic ? server.CreateConfigToml() : server.CreateFullConfigToml() + server.CreateProtocolConfigToml();
if (commandLine.ConfigPath is { } path)
{
    await File.WriteAllTextAsync(path, config, stop.Token);
}

Console.WriteLine(
    $"""
    The simulator listens at {server.BaseAddress}
    It plays an OpenID Connect server (providers corp, runbook and the protocols beside them), GitHub with Copilot, Google, Entra ID, GitLab, Hugging Face, OpenAI (Codex),
    Anthropic, Qwen and MiniMax.
    Scenarios: {(commandLine.Scenarios.Count == 0 ? "none (--help lists them)" : string.Join(", ", commandLine.Scenarios))}
    Put this into a config.toml and name the file in PRX_CONFIG:

    {config}
    {ControlHelp.For(server.BaseAddress)}
    Ctrl+C ends it.
    """);
await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
return 0;
