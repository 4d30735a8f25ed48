using System.Text;
using System.Text.Json;
using PrxAuth.EngineHost;

// PowerShell engines in a process of their own, one for each session. Tests talk to it in lines of JSON; it ends with its standard input.
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
Console.SetOut(TextWriter.Null);
var gate = new Lock();
var sessions = new Dictionary<int, (SessionRunner Runner, Task Running)>();
while (Console.In.ReadLine() is { } line)
{
    EngineRequest request = JsonSerializer.Deserialize<EngineRequest>(line)!;
    int id = request.Session;
    (SessionRunner runner, Task running) = sessions.TryGetValue(id, out (SessionRunner, Task) known)
        ? known
        : (new SessionRunner(reply => Reply(reply with { Session = id })), Task.CompletedTask);
    if (request.Command == "stop")
    {
        runner.Stop();
        continue;
    }

    if (request.Command == "answer")
    {
        runner.Answer(request.Script!);
        continue;
    }

    await running;
    sessions[id] = (runner, Task.Factory.StartNew(
        () => Reply(new EngineReply { Session = id, Result = runner.Execute(request) }),
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
}

foreach ((SessionRunner runner, Task running) in sessions.Values)
{
    await running;
    runner.Dispose();
}

void Reply(EngineReply reply)
{
    lock (gate)
    {
        output.WriteLine(JsonSerializer.Serialize(reply));
    }
}
