using System.Collections.Concurrent;
using System.Threading.Channels;

namespace PrxAuth.Torture.Listening;

/// <summary>Sorts the lines of the worker by the sign-in that they are about.</summary>
internal sealed class LoginDesk(WorkerProcess worker) : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, Channel<string[]>> _lines = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _speaking = new(1);

    public void Dispose() => _speaking.Dispose();

    /// <summary>Waits until the worker listens.</summary>
    public async Task ReadyAsync()
    {
        await worker.HearAsync(s_longest);
        _ = SortAsync();
    }

    public async Task SayAsync(string line)
    {
        await _speaking.WaitAsync();
        try
        {
            await worker.SayAsync(line);
        }
        finally
        {
            _speaking.Release();
        }
    }

    /// <summary>The next line about a sign-in, in words.</summary>
    public async Task<string[]> HearAsync(string profile, TimeSpan patience)
    {
        try
        {
            return await Of(profile).Reader.ReadAsync().AsTask().WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            return ["nothing", "was", "heard", "in", $"{patience.TotalSeconds}", "s"];
        }
    }

    private async Task SortAsync()
    {
        while (await worker.HearAsync(s_longest) is { } line)
        {
            string[] words = line.Split(' ');
            if (words.Length > 1)
            {
                Of(words[1]).Writer.TryWrite(words);
            }
        }
    }

    private Channel<string[]> Of(string profile) => _lines.GetOrAdd(profile, _ => Channel.CreateUnbounded<string[]>());
}
