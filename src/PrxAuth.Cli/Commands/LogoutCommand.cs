using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Cli.Commands;

/// <summary><c>logout</c>: one profile, or everything.</summary>
internal static class LogoutCommand
{
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Arguments.All)
        {
            return await LogoutAllAsync(context, cancellationToken).ConfigureAwait(false);
        }

        string provider = context.ResolveFiledName(out ProviderDefinition? definition)!;
        var key = new ProfileKey(provider, context.Arguments.Profile ?? definition?.AuthProfile ?? ProfileKey.DefaultProfile);
        context.NoteProfile(definition?.AuthProfile is not null, key.Profile);
        await context.DemandAsync(key, cancellationToken).ConfigureAwait(false);
        context.Emit(await SignOutAsync(context, key, definition, cancellationToken).ConfigureAwait(false));
        return ExitStatus.Done;
    }

    private static async Task<int> LogoutAllAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var results = new List<SignedOutResult>();
        var failures = new List<PrxAuthError>();
        foreach (ProfileKey key in context.Session.Profiles.ListKeys(null))
        {
            try
            {
                context.Snapshot.Catalog.TryResolve(key.Provider, out ProviderDefinition? provider);
                SignedOutResult result = await SignOutAsync(context, key, provider, cancellationToken).ConfigureAwait(false);
                results.Add(result);
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
            context.FrontEnd.EmitText(JsonRenderer.RenderAll(results));
        }
        else if (results.Count + failures.Count == 0)
        {
            context.FrontEnd.Step("There is no profile to sign out.");
        }

        return ExitStatus.OfAll(failures, context.Arguments.Verb);
    }

    private static async Task<SignedOutResult> SignOutAsync(
        CommandContext context, ProfileKey key, ProviderDefinition? provider, CancellationToken cancellationToken)
    {
        RevocationResult? revocation = await context.Session.SignOut.SignOutAsync(
            key, provider, context.Arguments.LocalOnly, cancellationToken).ConfigureAwait(false);
        return new SignedOutResult(key, revocation ?? new RevocationResult(RevocationOutcome.Failed, "Somebody else signed it out meanwhile."));
    }
}
