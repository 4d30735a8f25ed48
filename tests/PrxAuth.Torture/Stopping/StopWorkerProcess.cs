using System.Globalization;

namespace PrxAuth.Torture.Stopping;

/// <summary>A worker as its parent sees it.</summary>
internal sealed class StopWorkerProcess(TortureWorld world, int speed = 1) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly WorkerProcess _worker = WorkerProcess.Start(world.Environment, StopWorker.Verb, $"{speed}");

    /// <summary>The steps that it has passed.</summary>
    public List<string> Passed { get; } = [];

    public Task ReadyAsync() => _worker.HearAsync(s_patience);

    public Task SayAsync(string what, TimeSpan shift, int stopAt = 0) =>
        _worker.SayAsync(string.Create(CultureInfo.InvariantCulture, $"{what} {shift.Ticks} {stopAt}"));

    /// <summary>Waits until it has stopped itself, and gives the step; null when it came to its end without.</summary>
    public async Task<string?> StopsAsync()
    {
        while ((await _worker.HearAsync(s_patience))?.Split(' ', 2) is [string word, string rest])
        {
            if (word == StepGate.Stopping)
            {
                await Signals.StoppedAsync(_worker.Id, s_patience);
                return rest;
            }

            if (word != StepGate.Passed)
            {
                break;
            }
        }

        return null;
    }

    /// <summary>What it got in the end: <c>token</c> or <c>error</c>, and more.</summary>
    public async Task<string> AnswerAsync()
    {
        while (await _worker.HearAsync(s_patience) is { } line)
        {
            if (!line.StartsWith(StepGate.Passed, StringComparison.Ordinal))
            {
                return line;
            }

            Passed.Add(line[(StepGate.Passed.Length + 1)..]);
        }

        return "error the process ended";
    }

    public void Resume() => Signals.Resume(_worker.Id);

    public async Task KillAsync()
    {
        _worker.Kill();
        await _worker.EndedAsync();
    }

    public void Dispose() => _worker.Dispose();
}
