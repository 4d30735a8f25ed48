using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Cli.Commands;

/// <summary><c>refresh</c>: one profile, or with no provider every profile there is.</summary>
internal static class RefreshCommand
{
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Arguments.Provider is null)
        {
            return await RefreshAllAsync(context, cancellationToken).ConfigureAwait(false);
        }

        context.Emit(await RenewAsync(context, context.Select(), cancellationToken).ConfigureAwait(false));
        return ExitStatus.Done;
    }

    private static async Task<int> RefreshAllAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IEnumerable<ProfileKey> keys = context.Session.Profiles.ListKeys(null)
            .Where(key => context.Arguments.Profile is not { } named || key.Profile.Equals(named, StringComparison.OrdinalIgnoreCase));
        var renewed = new List<RenewedResult>();
        var failures = new List<PrxAuthError>();
        foreach (ProfileKey key in keys)
        {
            try
            {
                ProfileSelection selection = context.Session.Profiles.Select(key.Provider, key.Profile);
                RenewedResult result = await RenewAsync(context, selection, cancellationToken).ConfigureAwait(false);
                renewed.Add(result);
                if (context.Arguments.Format == OutputFormat.Rich)
                {
                    context.FrontEnd.Emit(result);
                }
            }
            catch (PrxAuthException e)
            {
                context.Report(e, failures);
            }
        }

        if (context.Arguments.Format == OutputFormat.Json)
        {
            context.FrontEnd.EmitText(JsonRenderer.RenderAll(renewed));
        }
        else if (renewed.Count + failures.Count == 0)
        {
            context.FrontEnd.Step("There is no profile to renew.");
        }

        return ExitStatus.OfAll(failures, context.Arguments.Verb);
    }

    private static async Task<RenewedResult> RenewAsync(CommandContext context, ProfileSelection selection, CancellationToken cancellationToken)
    {
        ProfileView? before = await context.Session.Profiles.FindAsync(selection.Key, cancellationToken).ConfigureAwait(false);
        Credential after = await context.Session.Tokens.RenewAsync(selection, cancellationToken).ConfigureAwait(false);
        return new RenewedResult(context.Session.Profiles.Describe(after), after.UpdatedAt != before?.UpdatedAt);
    }
}
