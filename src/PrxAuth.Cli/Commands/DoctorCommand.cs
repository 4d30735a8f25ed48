using PrxAuth.Cli.Rendering;
using PrxAuth.Core.Diagnosis;

namespace PrxAuth.Cli.Commands;

/// <summary><c>doctor</c>: each finding as it comes; JSON, which is one array, at the end.</summary>
internal static class DoctorCommand
{
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var options = new DiagnosisOptions
        {
            Providers = context.Arguments.Provider is { } named ? [named] : null,
            AllProviders = context.Arguments.All,
            Offline = context.Arguments.Offline,
        };
        var findings = new List<Finding>();
        await foreach (Finding finding in context.Session.Diagnosis.RunAsync(options, cancellationToken).ConfigureAwait(false))
        {
            findings.Add(finding);
            if (context.Arguments.Format == OutputFormat.Rich)
            {
                context.FrontEnd.Emit(new FindingResult(finding));
            }
        }

        if (context.Arguments.Format == OutputFormat.Json)
        {
            context.FrontEnd.EmitText(JsonRenderer.RenderAll(findings.Select(finding => new FindingResult(finding))));
        }
        else
        {
            context.FrontEnd.Step(Summary(findings));
        }

        return ExitStatus.OfDiagnosis(findings);
    }

    private static string Summary(List<Finding> findings)
    {
        int Count(FindingStatus status) => findings.Count(finding => finding.Status == status);
        return $"{Count(FindingStatus.Ok)} ok, {Count(FindingStatus.Warning)} warnings, {Count(FindingStatus.Failed)} failed, "
            + $"{Count(FindingStatus.Skipped)} skipped.";
    }
}
