namespace PrxAuth.Torture.Stopping;

/// <summary>What the stops did.</summary>
internal sealed class StopCounts
{
    public int Continued { get; set; }

    public int Killed { get; set; }

    public int NotStopped { get; set; }

    public int Busy { get; set; }

    public int LetIn { get; set; }

    public int SharedResults { get; set; }

    public int RecoveredAfterKill { get; set; }

    public int LostReplies { get; set; }

    public int Divided { get; set; }

    public int SpentTwice { get; set; }

    public int UnexplainedFailures { get; set; }

    public int Report(int steps, int seed, TimeSpan wallTime)
    {
        int rounds = 2 * steps;
        var table = new CountTable($"Stops: a refresh stopped by SIGSTOP at each of its {steps} steps, seed {seed}");
        table.Demand("stopped and continued", Continued, steps);
        table.Demand("stopped and killed", Killed, steps);
        table.Demand("rounds in which the stop did not come", NotStopped);
        table.Demand("StoreBusy for those whose wait was over", Busy, rounds);
        table.Demand("let in while the holder was stopped", LetIn);
        table.Demand("continued: all got the holder's result, by one refresh", SharedResults, steps);
        table.Demand("killed: the next one went on, or said that the reply was lost", RecoveredAfterKill + LostReplies, steps);
        table.State("killed with the reply lost: a sign-in is needed", LostReplies);
        table.Demand("rounds with more than one token", Divided);
        table.Demand("refresh tokens spent twice by the living", SpentTwice);
        table.Demand("failures that no lost reply explains", UnexplainedFailures);
        table.State("wall time, s", Math.Round(wallTime.TotalSeconds, 1));
        return table.Print();
    }
}
