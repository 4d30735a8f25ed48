using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.NetworkInformation;
using PrxAuth.Simulator;

namespace PrxAuth.Torture.Listening;

/// <summary>
/// Real sign-ins, some at once, whose listeners are attacked in every way while the browser is under way. The listeners live in a process of
/// their own, so that what they cost can be told from what the attackers cost.
/// </summary>
internal static class ListenRun
{
    /// <summary>What a run can be asked for.</summary>
    public static readonly string[] Options = ["logins", "at-once", "idle", "machines", "bound", "seed"];

    private const long MemoryBound = 256;
    private const int FilesOfOneLogin = 64 + 24;
    private const int LoginsElsewhere = 12;
    private const int FilesLeft = 16;

    // For what is not under attack: a process that starts, a listener that opens.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_samplePause = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int logins = arguments.Number("logins", 200);
        int atOnce = arguments.Number("at-once", 4);
        int idle = arguments.Number("idle", 400);
        int machines = arguments.Number("machines", 3);
        TimeSpan bound = TimeSpan.FromSeconds(arguments.Number("bound", 20));
        int seed = arguments.Seed;
        arguments.Announce("listen");
        var random = new Random(seed);
        long start = Stopwatch.GetTimestamp();
        await using TortureWorld world = await TortureWorld.StartAsync(random);
        string[] providers = await ConfigureAsync(world);
        using WorkerProcess worker = WorkerProcess.Start(world.Environment, ListenWorker.Verb);
        using var desk = new LoginDesk(worker);
        await desk.ReadyAsync();
        int processId = worker.Id;
        if (await LoginInPeaceAsync(desk, providers[0]) is { } failure)
        {
            Console.WriteLine($"Not even a sign-in in peace succeeds: {failure}");
            return 1;
        }

        using var end = new CancellationTokenSource();
        var peak = new Peak(ProcessFacts.Of(processId));
        Task watching = peak.WatchAsync(processId, s_samplePause, end.Token);
        var siege = new SiegeCounts();
        var outcomes = new ConcurrentBag<Outcome>();
        (string Provider, string User, int Seed)[] plan =
        [
            .. Enumerable.Range(0, logins).Select(i => (
                providers[i % providers.Length], SimulatorUser.All[random.Next(SimulatorUser.All.Count)].Name, random.Next())),
        ];
        await Parallel.ForEachAsync(
            plan.Index(), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (login, _) =>
            {
                (int number, (string provider, string user, int siegeSeed)) = login;
                Outcome outcome = await LoginAsync(desk, $"login{number}", provider, user, siege, idle, bound, siegeSeed);
                outcomes.Add(outcome);
                if (outcome.Failure is not null)
                {
                    Console.WriteLine($"  login {number} at {provider}: {outcome.Failure}");
                }
            });
        await end.CancelAsync();
        await watching;
        int elsewhere = Math.Min(LoginsElsewhere, logins);
        int? withoutIPv6 = machines > 1 ? await OtherMachine.RunAsync(OtherMachine.WithoutIPv6, elsewhere, bound, seed) : null;
        int? withoutIPv4 = machines > 1 ? await OtherMachine.RunAsync(OtherMachine.WithoutIPv4, elsewhere, bound, seed) : null;
        var run = new RunFacts(logins, atOnce, idle, bound, seed, Stopwatch.GetElapsedTime(start));
        return Report(run, [.. outcomes], siege, peak, await SettleAsync(processId, peak.First), withoutIPv6, withoutIPv4);
    }

    // One provider for each host that a redirect may name.
    private static async Task<string[]> ConfigureAsync(TortureWorld world)
    {
        string toml = world.ConfigText;
        string[] hosts =
        [
            .. AttackedPort.HasIPv4 ? ["127.0.0.1"] : Array.Empty<string>(),
            .. AttackedPort.HasIPv6 ? ["[::1]"] : Array.Empty<string>(),
            .. AttackedPort.HasLocalhost ? ["localhost"] : Array.Empty<string>(),
        ];
        for (int i = 0; i < hosts.Length; i++)
        {
            toml += $"""

                [providers.corp{i}]
                issuer = "{world.Server.BaseAddress}"
                client_id = "{SimulatorClients.Cli}"
                scopes = ["openid", "profile", "email", "offline_access"]
                redirect_host = "{hosts[i]}"

                """;
        }

        await File.WriteAllTextAsync(world.ConfigFile, toml);
        return [.. hosts.Select((_, i) => $"{TortureWorld.Provider}{i}")];
    }

    // The first sign-in of a process loads and opens much that stays; the bounds are counted from there.
    private static async Task<string?> LoginInPeaceAsync(LoginDesk desk, string provider)
    {
        const string profile = "peace";
        await desk.SayAsync($"begin {profile} {provider} {SimulatorUser.All[0].Name}");
        await desk.HearAsync(profile, s_patience);
        await desk.SayAsync($"go {profile}");
        string[] answer = await desk.HearAsync(profile, s_patience);
        return answer is ["done", ..] ? null : string.Join(' ', answer);
    }

    private static async Task<Outcome> LoginAsync(
        LoginDesk desk, string profile, string provider, string user, SiegeCounts counts, int idle, TimeSpan bound, int seed)
    {
        await desk.SayAsync($"begin {profile} {provider} {user}");
        string[] opened = await desk.HearAsync(profile, s_patience);
        if (opened is not ["open", _, string redirectUri])
        {
            return new Outcome(string.Join(' ', opened), default, true);
        }

        var port = new AttackedPort(new Uri(redirectUri));
        string[] answer;
        await using (await Siege.BeginAsync(port, counts, idle, seed))
        {
            await desk.SayAsync($"go {profile}");
            answer = await desk.HearAsync(profile, bound);
        }

        bool isClosed = !IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listening => listening.Port == port.Port);
        return answer is ["done", _, string account, string elapsed, "200"]
            ? new Outcome(
                account == SimulatorUser.Find(user)!.Email ? null : $"signed in as {account}, not {user}",
                TimeSpan.FromMilliseconds(long.Parse(elapsed, System.Globalization.CultureInfo.InvariantCulture)),
                isClosed)
            : new Outcome(string.Join(' ', answer), default, isClosed);
    }

    // Sockets that were closed need a moment to be gone.
    private static async Task<ProcessFacts> SettleAsync(int processId, ProcessFacts first)
    {
        ProcessFacts last = ProcessFacts.Of(processId);
        for (int i = 0; i < 500 && last.Files > first.Files + FilesLeft; i++)
        {
            await Task.Delay(s_samplePause);
            last = ProcessFacts.Of(processId);
        }

        return last;
    }

    private static int Report(RunFacts run, Outcome[] outcomes, SiegeCounts siege, Peak peak, ProcessFacts last, int? withoutIPv6, int? withoutIPv4)
    {
        TimeSpan[] times = [.. outcomes.Where(outcome => outcome.Failure is null).Select(outcome => outcome.Elapsed).Order()];
        int fileBound = peak.First.Files + (run.AtOnce * FilesOfOneLogin);
        var table = new CountTable(
            $"Listen: {run.Logins} sign-ins, {run.AtOnce} at once, {Attack.All.Sum(attack => attack.Attackers) + run.Idle} attackers each, seed {run.Seed}");
        table.Demand("sign-ins completed with the right account and page", times.Length, run.Logins);
        table.Demand($"sign-ins that took longer than {run.Bound.TotalSeconds:0} s", times.Count(time => time > run.Bound));
        table.Demand("ports open after their sign-in", outcomes.Count(outcome => !outcome.IsClosed));
        table.Demand("success pages shown to attackers", siege.Successes);
        table.Demand("ports taken by a second listener", siege.PortsTaken);
        table.Demand($"samples with more than {fileBound} open files", peak.Count(facts => facts.Files > fileBound));
        table.Demand($"open files at last beyond {FilesLeft} more than at first", Math.Max(0, last.Files - peak.First.Files - FilesLeft));
        table.Demand($"samples with more than {MemoryBound} MiB resident", peak.Count(facts => facts.ResidentKiB > MemoryBound * 1024));
        if (withoutIPv6 is { } failedOnIPv4)
        {
            table.Demand("sign-ins on a machine without IPv6 that did not complete", failedOnIPv4);
        }

        if (withoutIPv4 is { } failedOnIPv6)
        {
            table.Demand("sign-ins on a machine without IPv4 that did not complete", failedOnIPv6);
        }

        table.State("sign-in under attack, median ms", times.Length == 0 ? 0 : Math.Round(times[times.Length / 2].TotalMilliseconds));
        table.State("sign-in under attack, longest ms", times.Length == 0 ? 0 : Math.Round(times[^1].TotalMilliseconds));
        table.State("listeners' process: open files at first / most / at last", $"{peak.First.Files} / {peak.MostFiles} / {last.Files}");
        table.State(
            "listeners' process: resident MiB at first / most / at last",
            $"{peak.First.ResidentKiB / 1024} / {peak.MostResidentKiB / 1024} / {last.ResidentKiB / 1024}");
        table.State("listeners' process: threads at most", peak.MostThreads);
        foreach ((string attack, int count) in siege.ByAttack)
        {
            table.State($"attack: {attack}", count);
        }

        foreach ((string status, int count) in siege.ByStatus)
        {
            table.State($"answers to attackers: {status}", count);
        }

        table.State("wall time, s", Math.Round(run.WallTime.TotalSeconds, 1));
        return table.Print();
    }

    private sealed record Outcome(string? Failure, TimeSpan Elapsed, bool IsClosed);

    private sealed record RunFacts(int Logins, int AtOnce, int Idle, TimeSpan Bound, int Seed, TimeSpan WallTime);
}
