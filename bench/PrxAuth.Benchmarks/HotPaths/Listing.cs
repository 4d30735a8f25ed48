using BenchmarkDotNet.Attributes;
using PrxAuth.Benchmarks.Fixtures;

namespace PrxAuth.Benchmarks.HotPaths;

/// <summary>Listing every profile; completion needs the names alone.</summary>
public class Listing
{
    private TemporaryStore _store = null!;

    /// <summary>How many profiles the store holds.</summary>
    [Params(10, 100, 1_000, 10_000)]
    public int Profiles { get; set; }

    [GlobalSetup]
    public void Open() => _store = Fixture.Store(Profiles);

    [Benchmark(Description = "Profiles.ListAsync")]
    public async Task<int> List()
    {
        int valid = 0;
        await foreach (var (_, view, _) in _store.Session.Profiles.ListAsync(null, CancellationToken.None))
        {
            valid += view is null ? 0 : 1;
        }

        return valid == Profiles ? valid : throw new InvalidOperationException("A profile is missing.");
    }

    [Benchmark(Description = "Profiles.ListKeys (names only)")]
    public int ListKeys() => _store.Session.Profiles.ListKeys(TemporaryStore.Provider).Count;
}
