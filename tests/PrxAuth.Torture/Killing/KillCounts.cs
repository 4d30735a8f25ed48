namespace PrxAuth.Torture.Killing;

/// <summary>What the kills did.</summary>
internal sealed class KillCounts
{
    public int Kills { get; set; }

    public Dictionary<string, int> KillsByOperation { get; } = new(StringComparer.Ordinal);

    public int FailedWorkers { get; set; }

    public int OperationsDone { get; set; }

    public int Unreadable { get; set; }

    public int StuckLocks { get; set; }

    public int Vanished { get; set; }

    public int WentBack { get; set; }

    public int TemporariesAfterKills { get; set; }

    public int TemporariesAfterWrites { get; set; }

    public int DamagedFiles { get; set; }

    public int OpenFiles { get; set; }

    public int BrokenConfigs { get; set; }

    public int LoginsLostByRefresh { get; set; }

    public int LoginsLostByLogout { get; set; }

    public int FoundInDoubt { get; set; }

    public int DoubtsResolved { get; set; }

    public int DoubtsConfirmed { get; set; }

    public int FalselyValid { get; set; }

    public int UnexplainedLogins { get; set; }

    public int UnexpectedFailures { get; set; }

    public int Report(int seed, int workers, int refusedGrants, TimeSpan wallTime)
    {
        var table = new CountTable($"Kills: {Kills} by SIGKILL, {workers} workers at a time, seed {seed}");
        foreach ((string operation, int kills) in KillsByOperation.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.State($"killed in {operation}", kills);
        }

        table.State("operations completed", OperationsDone);
        table.Demand("workers that hung or ended by themselves", FailedWorkers);
        table.Demand("profiles unreadable", Unreadable);
        table.Demand("profiles vanished without a sign-out", Vanished);
        table.Demand("profiles behind a confirmed write", WentBack);
        table.Demand("files set aside as damaged", DamagedFiles);
        table.Demand("locks not free within a second", StuckLocks);
        table.State("temporary files left by kills", TemporariesAfterKills);
        table.Demand("temporary files after the next write", TemporariesAfterWrites);
        table.Demand("files open to others", OpenFiles);
        table.Demand("config files unreadable or changed elsewhere", BrokenConfigs);
        table.Demand("unexpected failures", UnexpectedFailures);
        table.Demand("sign-ins needed without a lost reply", UnexplainedLogins);
        table.Demand("profiles that looked valid and were not", FalselyValid);
        table.State("profiles found in doubt after a kill", FoundInDoubt);
        table.State("  the provider had not got the request: renewed", DoubtsResolved);
        table.State("  the reply was lost: a sign-in was asked for", DoubtsConfirmed);
        table.State("sign-ins needed after a kill in a refresh", LoginsLostByRefresh);
        table.State("sign-ins needed after a kill in a sign-out", LoginsLostByLogout);
        table.State("invalid_grant answers", refusedGrants);
        table.State("wall time, s", Math.Round(wallTime.TotalSeconds, 1));
        table.State("kills per minute", Math.Round(Kills / wallTime.TotalMinutes));
        return table.Print();
    }
}
