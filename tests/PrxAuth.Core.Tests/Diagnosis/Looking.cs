using System.Diagnostics;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Tests.Storage;
using Xunit;

namespace PrxAuth.Core.Tests.Diagnosis;

/// <summary>What tests ask of checks and their findings.</summary>
internal static class Looking
{
    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Finding[]> LookAsync(this IDiagnosticCheck check)
    {
        Finding[] findings = [.. await check.LookAsync(Cancellation).ToListAsync(Cancellation)];
        Assert.All(findings, AssertWellFormed);
        return findings;
    }

    public static async Task<Finding[]> RunAsync(this DiagnosisService diagnosis, DiagnosisOptions? options = null)
    {
        Finding[] findings = [.. await diagnosis.RunAsync(options ?? new DiagnosisOptions(), Cancellation).ToListAsync(Cancellation)];
        Assert.All(findings, AssertWellFormed);
        return findings;
    }

    /// <summary>The one finding of that name.</summary>
    public static Finding Named(this IEnumerable<Finding> findings, string name) => Assert.Single(findings, finding => finding.Name == name);

    /// <summary>The one finding of that name, which is as bad as that and says this.</summary>
    public static Finding Says(this IEnumerable<Finding> findings, string name, FindingStatus status, string message, string wayOut = "")
    {
        Finding found = findings.Named(name);
        Assert.Equal(status, found.Status);
        Assert.Contains(message, found.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, found.Recommendation ?? string.Empty, StringComparison.Ordinal);
        return found;
    }

    /// <summary>Gives a file away, which only root can.</summary>
    public static async Task GiveAwayAsync(string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only root on Linux can give a file away.");
        }

        using Process chown = Process.Start("chown", ["-h", "4711", path]);
        await StoreChild.EndsWellAsync(chown);
    }

    private static void AssertWellFormed(Finding finding)
    {
        Assert.NotEmpty(finding.Name);
        Assert.NotEmpty(finding.Message);
        bool hasWayOut = finding.Status is FindingStatus.Warning or FindingStatus.Failed;
        Assert.True(hasWayOut == !string.IsNullOrWhiteSpace(finding.Recommendation), $"{finding.Status} {finding.Name}: {finding.Message}");
    }
}
