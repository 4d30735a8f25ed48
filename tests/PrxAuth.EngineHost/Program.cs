using System.Text;
using System.Text.Json;
using PrxAuth.EngineHost;

// A PowerShell engine in a process of its own. Tests talk to it in lines of JSON; it ends with its standard input.
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
Console.SetOut(TextWriter.Null);
var gate = new Lock();
using var sessions = new SessionRunner(Reply);
Task running = Task.CompletedTask;
while (Console.In.ReadLine() is { } line)
{
    EngineRequest request = JsonSerializer.Deserialize<EngineRequest>(line)!;
    if (request.Command == "stop")
    {
        sessions.Stop();
        continue;
    }

    if (request.Command == "answer")
    {
        sessions.Answer(request.Script!);
        continue;
    }

    await running;
    running = Task.Run(() => Reply(new EngineReply { Result = sessions.Execute(request) }));
}

await running;

void Reply(EngineReply reply)
{
    lock (gate)
    {
        output.WriteLine(JsonSerializer.Serialize(reply));
    }
}
