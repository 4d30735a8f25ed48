namespace PrxAuth.Core.Flows;

/// <summary>Waits for a person: tells once a second how long it goes on, and ends at the deadline.</summary>
internal sealed class PersonWait(ISignInInteraction interaction, TimeProvider time)
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    // A timer cannot run longer; nobody waits that long either.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(24);

    /// <summary>Runs <paramref name="work"/> until it is done, the time is over or the user cancels.</summary>
    /// <exception cref="PrxAuthException">The failure made by <paramref name="onTimeout"/>, when the time is over.</exception>
    public async Task<T> RunAsync<T>(
        string activity, TimeSpan total, Func<CancellationToken, Task<T>> work, Func<PrxAuthException> onTimeout, CancellationToken cancellationToken)
    {
        total = total < s_longest ? total : s_longest;
        DateTimeOffset deadline = time.GetUtcNow() + total;
        using var timeout = new CancellationTokenSource(total, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        Task ticking = TickAsync(activity, deadline, total, either.Token);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw onTimeout();
        }
        finally
        {
            await either.CancelAsync().ConfigureAwait(false);
            await ticking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            interaction.Waiting(new SignInWait(activity, TimeSpan.Zero, total, IsOver: true));
        }
    }

    private async Task TickAsync(string activity, DateTimeOffset deadline, TimeSpan total, CancellationToken cancellationToken)
    {
        while (true)
        {
            interaction.Waiting(new SignInWait(activity, deadline - time.GetUtcNow(), total, IsOver: false));
            await Task.Delay(s_tick, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
