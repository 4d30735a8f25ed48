using PrxAuth.Cli.Grammar;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Import;

namespace PrxAuth.Cli.Commands;

/// <summary><c>prx auth import</c>.</summary>
internal static class ImportCommand
{
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        AuthArguments asked = context.Arguments;
        List<PrxAuthError> failures = [];
        List<CommandResult> results = [];
        foreach (FoundLogin login in context.Session.Import.Find(asked.From!, asked.Path, asked.Profile))
        {
            try
            {
                ImportResult result = asked.DryRun
                    ? new ImportResult(login, login.Key is null ? ImportOutcome.Skipped : ImportOutcome.Found, login.Obstacle ?? login.Remark)
                    : await context.Session.Import.ImportAsync(login, asked.Force, cancellationToken).ConfigureAwait(false);
                results.Add(new ImportedResult(result));
            }
            catch (PrxAuthException e)
            {
                context.Report(e, failures);
            }
        }

        if (asked.Format == OutputFormat.Json)
        {
            context.FrontEnd.EmitText(JsonRenderer.RenderAll(results));
        }
        else
        {
            results.ForEach(context.FrontEnd.Emit);
        }

        return ExitStatus.OfAll(failures, asked.Verb);
    }
}
