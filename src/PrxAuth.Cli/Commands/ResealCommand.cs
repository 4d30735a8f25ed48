using PrxAuth.Core.Storage;

namespace PrxAuth.Cli.Commands;

/// <summary><c>prx auth reseal</c>.</summary>
internal static class ResealCommand
{
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ResealResult result = await context.Session.SealedStore!
            .ResealAsync(new ResealRequest { By = context.Arguments.Key }, cancellationToken).ConfigureAwait(false);
        context.Emit(new ResealedResult(result));
        return result.Damaged.Count == 0 ? ExitStatus.Done : ExitStatus.Failed;
    }
}
