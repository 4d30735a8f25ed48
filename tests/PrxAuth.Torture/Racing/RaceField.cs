using PrxAuth.Core;

namespace PrxAuth.Torture.Racing;

/// <summary>Those who race, and whether their clocks can be moved.</summary>
/// <param name="Description">What they are.</param>
/// <param name="MovesClocks">Whether a token runs out for all of them because their clocks are put forward. Otherwise they ask for a longer
/// validity than it has left, while the provider lets it die.</param>
/// <param name="Racers">The racers.</param>
internal sealed record RaceField(string Description, bool MovesClocks, IReadOnlyList<IRacer> Racers)
{
    /// <summary>Chooses them as the arguments say.</summary>
    public static RaceField Choose(Arguments arguments, TortureWorld world, AuthSession session, ShiftedClock clock)
    {
        if (arguments.Has("runspaces"))
        {
            int runspaces = arguments.Number("runspaces", 32);
            return new RaceField($"{runspaces} runspaces of one process", false, StartRunspaces(world, runspaces));
        }

        if (arguments.Has("tasks"))
        {
            int tasks = arguments.Number("tasks", 32);
            return new RaceField($"{tasks} tasks on one session", true, [.. Repeat(tasks, _ => new TaskRacer(session, clock))]);
        }

        int processes = arguments.Number("processes", 64);
        string kind = arguments.Word("with", "core");
        string prx = arguments.Word("prx", Staged.Command);
        return kind == "core"
            ? new RaceField($"{processes} processes", true, [.. Repeat(processes, _ => new CoreRacer(world))])
            : new RaceField($"{processes} processes ({kind})", false, [.. Repeat(processes, i => Start(kind, i, world, prx))]);
    }

    private static IRacer Start(string kind, int index, TortureWorld world, string prx) => (kind, index % 3) switch
    {
        ("prx", _) or ("mixed", 0) => new PrxRacer(world, prx),
        ("engine", _) or ("mixed", 1) => new EngineRacer(EngineProcess.Start(world.Environment), 0, Task.CompletedTask),
        _ => new CoreRacer(world),
    };

    private static List<IRacer> StartRunspaces(TortureWorld world, int count)
    {
        EngineProcess engine = EngineProcess.Start(world.Environment);
        var racers = new List<IRacer>();
        Task before = Task.CompletedTask;
        for (int i = 0; i < count; i++)
        {
            var racer = new EngineRacer(engine, i, before);
            before = racer.Opening;
            racers.Add(racer);
        }

        return racers;
    }

    private static IEnumerable<IRacer> Repeat(int count, Func<int, IRacer> start) => Enumerable.Range(0, count).Select(start);
}
