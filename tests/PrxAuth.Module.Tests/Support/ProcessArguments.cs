using System.Collections.Concurrent;

namespace PrxAuth.Module.Tests.Support;

/// <summary>Notes the arguments of every process that can be seen, as any user of the machine could (Linux).</summary>
internal sealed class ProcessArguments : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, byte> _seen = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    private ProcessArguments() => _watching = Task.Run(WatchAsync);

    public static ProcessArguments Watch() => new();

    /// <summary>All that was seen.</summary>
    public async Task<string> EndAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(!OperatingSystem.IsLinux() || _seen.Keys.Any(line => line.Contains("open-page", StringComparison.Ordinal)), "The watch saw no browser.");
        return string.Join('\n', _seen.Keys);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        while (OperatingSystem.IsLinux() && !_end.IsCancellationRequested)
        {
            foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path["/proc/".Length])))
            {
                try
                {
                    _seen.TryAdd(await File.ReadAllTextAsync(Path.Combine(process, "cmdline"), _end.Token), 0);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It has ended, or is not ours to see.
                }
            }

            await Task.Delay(s_pause, _end.Token);
        }
    }
}
