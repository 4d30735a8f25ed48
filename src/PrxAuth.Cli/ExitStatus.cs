using PrxAuth.Cli.Grammar;
using PrxAuth.Core;
using PrxAuth.Core.Diagnosis;

namespace PrxAuth.Cli;

/// <summary>What <c>prx</c> tells the shell.</summary>
public static class ExitStatus
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int WrongUsage = 2;

    /// <summary>Only a sign-in helps.</summary>
    public const int LoginNeeded = 3;

    /// <summary>Ended by Ctrl+C, as shells count it: 128 and the signal's number.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>The status of a failed command.</summary>
    internal static int Of(PrxAuthError error, AuthVerb verb) => error switch
    {
        PrxAuthError.LoginRequired or PrxAuthError.ProfileEndsTooSoon or PrxAuthError.ScopeMissing => LoginNeeded,
        PrxAuthError.ProfileNotFound when verb is AuthVerb.Token or AuthVerb.Status or AuthVerb.Refresh or AuthVerb.Check or AuthVerb.Helper => LoginNeeded,
        _ => Failed,
    };

    /// <summary>The status of a diagnosis: <see cref="LoginNeeded"/> only where a sign-in mends all that failed.</summary>
    internal static int OfDiagnosis(IEnumerable<Finding> findings)
    {
        Finding[] failed = [.. findings.Where(finding => finding.Status == FindingStatus.Failed)];
        return failed.Length == 0 ? Done : failed.All(finding => finding.Name == FindingNames.ProfileLogin) ? LoginNeeded : Failed;
    }

    /// <summary>The status of a command that went on after failures: <see cref="LoginNeeded"/> only where a sign-in mends them all.</summary>
    internal static int OfAll(IReadOnlyCollection<PrxAuthError> failures, AuthVerb verb) => failures switch
    {
        { Count: 0 } => Done,
        _ when failures.All(error => Of(error, verb) == LoginNeeded) => LoginNeeded,
        _ => Failed,
    };
}
