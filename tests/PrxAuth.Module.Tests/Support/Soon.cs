using System.Diagnostics;

namespace PrxAuth.Module.Tests.Support;

/// <summary>Waits for what must come, and says so when it does not.</summary>
internal static class Soon
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Deadline, $"Waited {Deadline.TotalSeconds} seconds in vain: {what}.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
