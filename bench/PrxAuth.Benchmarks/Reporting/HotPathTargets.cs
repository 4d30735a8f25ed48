using BenchmarkDotNet.Reports;
using PrxAuth.Benchmarks.HotPaths;

namespace PrxAuth.Benchmarks.Reporting;

/// <summary>Compares the medians of one run with what is promised.</summary>
internal sealed class HotPathTargets(IEnumerable<Summary> summaries)
{
    private readonly BenchmarkReport[] _reports = [.. summaries.SelectMany(summary => summary.Reports).Where(report => report.Success)];

    public IEnumerable<Target> Judge()
    {
        double? bare = Median<ValidToken>(nameof(ValidToken.Bare));
        double? get = Median<ValidToken>(nameof(ValidToken.Get));
        double? getOfMany = Median<ValidToken>(nameof(ValidToken.GetOfMany));
        double? select = Median<ValidToken>(nameof(ValidToken.SelectAndGet));
        double? selectOfMany = Median<ValidToken>(nameof(ValidToken.SelectAndGetOfMany));
        yield return Compare("Tokens.GetAsync : bare", 2.0, get, bare);
        yield return Compare("Select + Tokens.GetAsync : bare", 2.0, select, bare);
        yield return Compare("Tokens.GetAsync, 10,000 profiles : 1 profile", 1.3, getOfMany, get);
        yield return Compare("Select + Tokens.GetAsync, 10,000 profiles : 1 profile", 1.3, selectOfMany, select);

        double? bareWrite = Median<DurableWrite>(nameof(DurableWrite.Bare));
        yield return Compare("WriteAsync in a section : bare durable write", 1.5, Median<DurableWrite>(nameof(DurableWrite.Write)), bareWrite);
        yield return Compare(
            "EnterAsync + WriteAsync + leave : bare durable write", 1.5, Median<DurableWrite>(nameof(DurableWrite.EnterAndWrite)), bareWrite);

        foreach (int profiles in (int[])[100, 1_000, 10_000])
        {
            yield return Compare(
                $"listing, cost of one profile, {profiles} profiles : 10 profiles",
                1.5,
                Median<Listing>(nameof(Listing.List), profiles) / profiles,
                Median<Listing>(nameof(Listing.List), 10) / 10);
        }

        foreach (int accounts in (int[])[1, 100, 1_000])
        {
            yield return Compare(
                $"MSAL.NET AcquireTokenSilent : PrxAuth, {accounts} accounts",
                null,
                Median<BesideMsal>(nameof(BesideMsal.Msal), accounts),
                Median<BesideMsal>(nameof(BesideMsal.PrxAuth), accounts));
        }
    }

    // What was filtered out of the run has no median, and then nothing can be said.
    private static Target Compare(string what, double? limit, double? measured, double? reference) =>
        new(what, measured is null || reference is null ? null : limit, measured / reference ?? double.NaN);

    private double? Median<T>(string method, int? size = null) => _reports
        .SingleOrDefault(report =>
            report.BenchmarkCase.Descriptor.Type == typeof(T)
            && report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method
            && (size is null || report.BenchmarkCase.Parameters.Items.Any(item => Equals(item.Value, size))))
        ?.ResultStatistics?.Median;
}
