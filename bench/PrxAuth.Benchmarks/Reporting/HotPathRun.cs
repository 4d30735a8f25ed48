using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using PrxAuth.Benchmarks.Fixtures;
using PrxAuth.Benchmarks.HotPaths;

namespace PrxAuth.Benchmarks.Reporting;

/// <summary>Runs the hot paths, as often as asked, and judges each target by the median of its rounds.</summary>
internal static class HotPathRun
{
    /// <summary>Runs and prints; the exit status says whether every benchmark ran and every promise is kept.</summary>
    /// <param name="rounds">How often; a machine that does other things too wants several.</param>
    /// <param name="arguments">BenchmarkDotNet's own.</param>
    public static int Run(int rounds, string[] arguments)
    {
        List<Target> judged = [];
        bool allRan = true;
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(ValidToken).Assembly).Run(arguments, new BenchmarkSettings())];
                allRan &= summaries.All(summary => summary.Reports.All(report => report.Success));
                judged.AddRange(new HotPathTargets(summaries).Judge().Where(target => !double.IsNaN(target.Measured)));
            }
        }
        finally
        {
            Fixture.DisposeAll();
        }

        Target[] targets = [.. judged.GroupBy(target => (target.What, target.Limit)).Select(group => Middle([.. group]))];
        Target.Print(Console.Out, targets);
        return allRan && targets.All(target => target.IsMet) ? 0 : 1;
    }

    private static Target Middle(IReadOnlyList<Target> rounds) => rounds.OrderBy(target => target.Measured).ElementAt(rounds.Count / 2);
}
