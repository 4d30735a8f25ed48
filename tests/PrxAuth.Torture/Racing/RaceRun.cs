using System.Diagnostics;
using System.Net.Http.Headers;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Simulator;

namespace PrxAuth.Torture.Racing;

/// <summary>Many want one token that is too old at once, again and again: each time one of them refreshes and all get the result.</summary>
internal sealed class RaceRun : IDisposable
{
    public static readonly string[] Options = ["processes", "rounds", "runspaces", "tasks", "with=core|prx|engine|mixed", "prx=", "seed"];

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly TortureWorld _world;
    private readonly Random _random;
    private readonly ShiftedClock _clock = new();
    private readonly AuthSession _session;
    private readonly HttpClient _api = new(new SocketsHttpHandler { UseProxy = false });
    private readonly List<TimeSpan> _durations = [];
    private int _tokens;
    private int _errors;
    private int _divided;
    private int _revokedFamilies;

    private RaceRun(TortureWorld world, Random random)
    {
        _world = world;
        _random = random;
        _session = world.Open(_clock);
    }

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int rounds = arguments.Number("rounds", 100);
        var random = new Random(arguments.Seed);
        await using TortureWorld world = await TortureWorld.StartAsync(random);
        using var run = new RaceRun(world, random);
        RaceField field = RaceField.Choose(arguments, world, run._session, run._clock);
        arguments.Announce("race");
        try
        {
            await TortureWorld.SignInAsync(run._session, ProfileKey.DefaultProfile);
            await Task.WhenAll(field.Racers.Select(racer => racer.ReadyAsync()));
            world.Server.Control.ResetCounts();
            for (int round = 0; round < rounds; round++)
            {
                await run.RunRoundAsync(field.Racers, run.Age(round, field.MovesClocks));
            }

            return run.Report(field, rounds, arguments.Seed);
        }
        finally
        {
            foreach (IRacer racer in field.Racers)
            {
                racer.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _api.Dispose();
    }

    // Whoever has the system's clock cannot be told that it is later. Each round's token lives an hour longer than the one before it, and
    // is asked for with a validity that lies between the two.
    private RaceOrder Age(int round, bool movesClocks)
    {
        SimulatorControl control = _world.Server.Control;
        if (movesClocks)
        {
            _clock.Shift += 2 * s_hour;
            control.AdvanceClock(2 * s_hour);
            return new RaceOrder(_clock.Shift, null);
        }

        control.AccessTokenLifetime = (round + 2) * s_hour;
        control.ExpireAccessTokens(SimulatorArea.Oidc);
        return new RaceOrder(TimeSpan.Zero, (round + 1.5) * s_hour);
    }

    private async Task RunRoundAsync(IReadOnlyList<IRacer> racers, RaceOrder order)
    {
        // The longer an answer takes, the more of them stand before the lock.
        _world.Server.Control.Delay("/connect/token", TimeSpan.FromMilliseconds(_random.Next(60)));
        long start = Stopwatch.GetTimestamp();
        RaceAnswer[] answers = await Task.WhenAll(racers.Select(racer => racer.FetchAsync(order)));
        _durations.Add(Stopwatch.GetElapsedTime(start));
        RaceAnswer[] tried = await Task.WhenAll(answers.Select(TryAsync));
        string[] failures = [.. tried.Where(answer => answer.Token is null).Select(answer => answer.Failure)];
        _tokens += tried.Length - failures.Length;
        _errors += failures.Length;
        _divided += tried.Select(answer => answer.Token).OfType<string>().Distinct().Count() > 1 ? 1 : 0;
        foreach (string failure in failures.Distinct())
        {
            Console.WriteLine($"  round {_durations.Count}: {failure}");
        }

        ProfileView view = await _session.Profiles.GetAsync(new ProfileKey(TortureWorld.Provider, ProfileKey.DefaultProfile), CancellationToken.None);
        if (view.Status == ProfileStatus.NeedsLogin)
        {
            _revokedFamilies++;
            await TortureWorld.SignInAsync(_session, ProfileKey.DefaultProfile);
        }
    }

    // A token counts when the provider's own API takes it.
    private async Task<RaceAnswer> TryAsync(RaceAnswer answer)
    {
        if (answer.Token is null)
        {
            return answer;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_world.Server.BaseAddress, "api/me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", answer.Token);
        using HttpResponseMessage response = await _api.SendAsync(request);
        return response.IsSuccessStatusCode ? answer : RaceAnswer.Failed($"the API answered {(int)response.StatusCode}");
    }

    private int Report(RaceField field, int rounds, int seed)
    {
        AreaCounts asked = _world.Server.Control.Counts(SimulatorArea.Oidc);
        TimeSpan[] sorted = [.. _durations.Order()];
        var table = new CountTable($"Race: {field.Description}, {rounds} rounds, seed {seed}");
        table.Demand("refreshes at the provider", asked.Refreshes, rounds);
        table.Demand("refresh requests sent", asked.TokenRequestsOf("refresh_token"), rounds);
        table.Demand("tokens received that the API takes", _tokens, (long)field.Racers.Count * rounds);
        table.Demand("errors", _errors);
        table.Demand("rounds with more than one token", _divided);
        table.Demand("invalid_grant answers", _world.RefusedGrants);
        table.Demand("revoked families", _revokedFamilies);
        table.State("wall time, s", Math.Round(sorted.Sum(one => one.TotalSeconds), 1));
        table.State("round, median ms", Math.Round(sorted[sorted.Length / 2].TotalMilliseconds));
        table.State("round, longest ms", Math.Round(sorted[^1].TotalMilliseconds));
        return table.Print();
    }
}
