using System.Diagnostics;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Simulator;

namespace PrxAuth.Torture.Stopping;

/// <summary>
/// The holder of a profile's lock is stopped at every step of a refresh. Others wait, and are not let in; then the holder goes on, or is
/// killed.
/// </summary>
internal sealed class StopRun : IDisposable
{
    public static readonly string[] Options = ["seed"];

    private const int Waiters = 3;

    /// <summary>So fast that the longest wait for a lock is over in a fraction of a second.</summary>
    private const int HastySpeed = 1000;

    private static readonly ProfileKey s_key = new(TortureWorld.Provider, ProfileKey.DefaultProfile);
    private static readonly TimeSpan s_lifetimeAndMore = TimeSpan.FromHours(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TortureWorld _world;
    private readonly ShiftedClock _clock = new();
    private readonly AuthSession _session;
    private readonly StopWorkerProcess[] _waiters;
    private readonly StopWorkerProcess _hasty;
    private readonly StopCounts _counts = new();
    private StopWorkerProcess _holder;

    private StopRun(TortureWorld world)
    {
        _world = world;
        _session = world.Open(_clock);
        _waiters = [.. Enumerable.Range(0, Waiters).Select(_ => new StopWorkerProcess(world))];
        _hasty = new StopWorkerProcess(world, HastySpeed);
        _holder = new StopWorkerProcess(world);
    }

    public static async Task<int> RunAsync(Arguments arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("The run 'stop' needs Linux: it reads from /proc whether a process has stopped.");
            return 2;
        }

        await using TortureWorld world = await TortureWorld.StartAsync(new Random(arguments.Seed));
        using var run = new StopRun(world);
        arguments.Announce("stop");
        long start = Stopwatch.GetTimestamp();
        await TortureWorld.SignInAsync(run._session, ProfileKey.DefaultProfile);
        await Task.WhenAll(((StopWorkerProcess[])[.. run._waiters, run._hasty, run._holder]).Select(worker => worker.ReadyAsync()));
        IReadOnlyList<string> steps = await run.RehearseAsync();
        for (int step = 1; step <= steps.Count; step++)
        {
            Console.WriteLine($"  {step}. {steps[step - 1]}");
            bool isSent = steps.Take(step).Contains(SteppedHandler.RequestSent);
            await run.RunRoundAsync(step, isSent, isKilled: false);
            await run.RunRoundAsync(step, isSent, isKilled: true);
        }

        return run._counts.Report(steps.Count, arguments.Seed, Stopwatch.GetElapsedTime(start));
    }

    public void Dispose()
    {
        Array.ForEach(_waiters, worker => worker.Dispose());
        _hasty.Dispose();
        _holder.Dispose();
        _session.Dispose();
    }

    // Which steps there are is the code's to say, not ours.
    private async Task<IReadOnlyList<string>> RehearseAsync()
    {
        await BeginAsync(stopAt: 0);
        string answer = await _holder.AnswerAsync();
        return IsToken(answer) ? _holder.Passed : throw new InvalidOperationException($"A refresh that nobody stops failed: {answer}");
    }

    private async Task RunRoundAsync(int step, bool isSent, bool isKilled)
    {
        await BeginAsync(step);
        if (await _holder.StopsAsync() is null)
        {
            _counts.NotStopped++;
            return;
        }

        if (isSent)
        {
            await AnsweredAsync();
        }

        Task<string>[] answers = await QueueUpAsync();
        if (isKilled)
        {
            // A reply to the dead is lost: the provider has given out the next refresh token, and nobody has it.
            bool isReplyLost = isSent && !await IsRenewedAsync();
            await _holder.KillAsync();
            _counts.Killed++;
            JudgeKill(await Task.WhenAll(answers), isReplyLost);
            await ReplaceHolderAsync();
        }
        else
        {
            _holder.Resume();
            _counts.Continued++;
            JudgeResult([await _holder.AnswerAsync(), .. await Task.WhenAll(answers)]);
        }

        await MendAsync();
    }

    private async Task BeginAsync(int stopAt)
    {
        _clock.Shift += s_lifetimeAndMore;
        _world.Server.Control.AdvanceClock(s_lifetimeAndMore);
        _world.Server.Control.ResetCounts();
        await _holder.SayAsync(StopWorker.Get, _clock.Shift, stopAt);
    }

    private async Task ReplaceHolderAsync()
    {
        _holder.Dispose();
        _holder = new StopWorkerProcess(_world);
        await _holder.ReadyAsync();
    }

    // The hasty one has waited for as long as anybody would when it gives up; so much the others were kept out.
    private async Task<Task<string>[]> QueueUpAsync()
    {
        Task<string>[] answers = [.. _waiters.Select(waiter => waiter.AnswerAsync())];
        await Task.WhenAll(_waiters.Select(waiter => waiter.SayAsync(StopWorker.Get, _clock.Shift)));
        await _hasty.SayAsync(StopWorker.Renew, _clock.Shift);
        string hasty = await _hasty.AnswerAsync();
        _counts.Busy += hasty.StartsWith($"error {nameof(PrxAuthError.StoreBusy)} ", StringComparison.Ordinal) ? 1 : Unexpected(hasty);

        // Who finds the renewed token in the store needs no lock for it.
        bool isOpen = await IsRenewedAsync();
        _counts.LetIn += isOpen ? 0 : answers.Count(answer => answer.IsCompleted);
        _counts.LetIn += Math.Max(0, TokenRequests - 1);
        return answers;
    }

    // What has left the process reaches the provider, whether it lives on or not.
    private async Task AnsweredAsync()
    {
        using var deadline = new CancellationTokenSource(s_patience);
        while (_world.Server.Control.Counts(SimulatorArea.Oidc).Refreshes == 0)
        {
            await Task.Delay(1, deadline.Token);
        }
    }

    private int TokenRequests => _world.Server.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("refresh_token");

    private async Task<bool> IsRenewedAsync()
    {
        using FileCredentialStore store = _world.OpenStore();
        return (await store.ReadAsync(s_key, CancellationToken.None))!.IsValidFor(TimeSpan.Zero, _clock.GetUtcNow());
    }

    private void JudgeResult(string[] answers)
    {
        bool isOneToken = answers.Distinct().Count() == 1 && IsToken(answers[0]);
        _counts.SharedResults += isOneToken && TokenRequests == 1 ? 1 : 0;
        _counts.SpentTwice += Math.Max(0, TokenRequests - 1);
        JudgeAnswers(answers, isReplyLost: false);
    }

    private void JudgeKill(string[] answers, bool isReplyLost)
    {
        if (answers.All(IsToken))
        {
            _counts.RecoveredAfterKill++;
        }
        else if (isReplyLost && answers.All(IsLoginRequired))
        {
            _counts.LostReplies++;
        }

        JudgeAnswers(answers, isReplyLost);
    }

    private void JudgeAnswers(string[] answers, bool isReplyLost)
    {
        _counts.Divided += answers.Where(IsToken).Distinct().Count() > 1 ? 1 : 0;
        foreach (string answer in answers.Where(answer => !IsToken(answer) && !(isReplyLost && IsLoginRequired(answer))))
        {
            _counts.UnexplainedFailures += Unexpected(answer) + 1;
        }
    }

    private async Task MendAsync()
    {
        ProfileView view = await _session.Profiles.GetAsync(s_key, CancellationToken.None);
        if (view.Status == ProfileStatus.NeedsLogin)
        {
            await TortureWorld.SignInAsync(_session, ProfileKey.DefaultProfile);
        }
    }

    private static bool IsToken(string answer) => answer.StartsWith(StopWorker.Token + " ", StringComparison.Ordinal);

    private static bool IsLoginRequired(string answer) => answer.StartsWith($"error {nameof(PrxAuthError.LoginRequired)} ", StringComparison.Ordinal);

    private static int Unexpected(string answer)
    {
        Console.WriteLine($"     {answer}");
        return 0;
    }
}
