using PrxAuth.Core.Profiles;

namespace PrxAuth.Cli.Commands;

/// <summary><c>check</c>: whether a profile lasts for a run that nobody watches.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var run = new UnattendedRun(context.Arguments.For!.Value, context.Arguments.Scopes ?? [], context.Arguments.Renew);
        context.Emit(new CheckedResult(
            await context.Session.Unattended.DemandAsync(context.Select(), run, cancellationToken).ConfigureAwait(false)));
        return ExitStatus.Done;
    }
}
