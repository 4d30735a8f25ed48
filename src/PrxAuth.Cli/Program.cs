using PrxAuth.Cli.Terminal;
using PrxAuth.Core;

namespace PrxAuth.Cli;

/// <summary>The executable.</summary>
internal static class Program
{
    /// <summary>How long an interrupted process lives on for a renewal whose answer may be the only copy of a refresh token.</summary>
    private static readonly TimeSpan s_drainLimit = TimeSpan.FromSeconds(30);

    public static async Task<int> Main(string[] words)
    {
        var frontEnd = new ConsoleFrontEnd(ConsoleStreams.OfThisProcess(), Environment.GetEnvironmentVariable, TimeProvider.System);
        AuthSession? session = null;
        try
        {
            // Watching for signals costs a thread. Whoever only reads a file may be ended at any moment.
            words = [.. CalledName.Words(Environment.GetCommandLineArgs()[0]), .. words];
            if (await PrxCommand.TryRunQuicklyAsync(words, () => session ??= AuthSession.Open(), frontEnd).ConfigureAwait(false))
            {
                return ExitStatus.Done;
            }

            using var signals = new InterruptSignals();
            int status = await PrxCommand.RunAsync(words, () => session ??= AuthSession.Open(), frontEnd, signals.Token).ConfigureAwait(false);
            if (signals.Status != 0 && session is not null)
            {
                await DrainAsync(session, frontEnd).ConfigureAwait(false);
            }

            return status == ExitStatus.Interrupted ? signals.Status : status;
        }
        finally
        {
            session?.Dispose();
        }
    }

    private static async Task DrainAsync(AuthSession session, ConsoleFrontEnd frontEnd)
    {
        Task draining = session.Tokens.DrainAsync();
        if (!draining.IsCompleted)
        {
            frontEnd.Step("Keeping the answer of the renewal under way; interrupt again to end at once.");
            await Task.WhenAny(draining, Task.Delay(s_drainLimit)).ConfigureAwait(false);
        }
    }
}
