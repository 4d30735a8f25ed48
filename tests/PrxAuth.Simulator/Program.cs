using System.Runtime.InteropServices;
using PrxAuth.Simulator;
using PrxAuth.Simulator.Control;

if (CommandLine.Parse(args) is not { } commandLine)
{
    await Console.Error.WriteAsync(CommandLine.Usage);
    return 2;
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
if (commandLine.ConfigPath is { } path)
{
    await File.WriteAllTextAsync(path, server.CreateConfigToml() + server.CreateProtocolConfigToml(), stop.Token);
}

Console.WriteLine(
    $"""
    The simulator listens at {server.BaseAddress}
    It plays an OpenID Connect server (providers corp, runbook and the protocols beside them), GitHub with Copilot, and Google.
    Put this into a config.toml and name the file in PRX_CONFIG:

    {server.CreateConfigToml()}{server.CreateProtocolConfigToml()}
    {ControlHelp.For(server.BaseAddress)}
    Ctrl+C ends it.
    """);
await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
return 0;
