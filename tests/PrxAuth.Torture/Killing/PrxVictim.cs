using System.Diagnostics;

namespace PrxAuth.Torture.Killing;

/// <summary>One run of the real command. It is killed at some point of the time such a run usually takes, or when the provider is asked.</summary>
internal sealed class PrxVictim(string program, Operation operation, string profile, PrxPace pace, Random random) : Victim
{
    public override string Program => "prx";

    public override async Task LiveAndDieAsync(TortureWorld world)
    {
        Lines.Add(new WorkerLine(LineKind.Begin, operation, profile, string.Empty));
        Task moment = ChooseMoment(world);
        long start = Stopwatch.GetTimestamp();
        using PrxProcess prx = PrxProcess.Start(world.Environment, program, [Word, "-P", TortureWorld.Provider, "--profile", profile]);
        Task<PrxEnd> ending = prx.EndAsync(Patience);
        if (await Task.WhenAny(moment, ending) == moment)
        {
            prx.Kill();
        }

        try
        {
            PrxEnd end = await ending;
            WasKilled = end.WasKilled;
            pace.Note(operation, end.WasKilled ? null : Stopwatch.GetElapsedTime(start));
            if (!end.WasKilled)
            {
                Lines.Add(end.Status == 0
                    ? new WorkerLine(LineKind.Done, operation, profile, "0")
                    : new WorkerLine(LineKind.Failed, operation, profile, end.Failure.ReplaceLineEndings(" ")));
            }
        }
        catch (TimeoutException)
        {
            Failed = true;
        }
    }

    private string Word => operation switch
    {
        Operation.Refresh => "refresh",
        Operation.Login => "login",
        Operation.Logout => "logout",
        _ => "use",
    };

    private Task ChooseMoment(TortureWorld world)
    {
        bool atRequest = operation is Operation.Refresh or Operation.Login && random.Next(2) == 0;
        return atRequest
            ? AfterAsync(world.NextTokenRequest, TimeSpan.FromMilliseconds(random.Next(2) == 0 ? random.Next(10) : random.Next(60)))
            : Task.Delay(pace.Of(operation) * (random.NextDouble() * 1.2));
    }

    private static async Task AfterAsync(Task what, TimeSpan more)
    {
        await what;
        await Task.Delay(more);
    }
}
