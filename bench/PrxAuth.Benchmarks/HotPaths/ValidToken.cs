using BenchmarkDotNet.Attributes;
using PrxAuth.Benchmarks.Fixtures;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Benchmarks.HotPaths;

/// <summary>A token that is still valid: what every use of a profile costs.</summary>
public class ValidToken : IDisposable
{
    private TemporaryStore _store = null!;
    private BareFile _bare = null!;
    private ProfileSelection _selection = null!;
    private int _next;

    /// <summary>How many profiles the store holds.</summary>
    [Params(1, 10_000)]
    public int Profiles { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _store = new TemporaryStore(Profiles);
        _bare = new BareFile(_store, TemporaryStore.ActiveProfile);
        _selection = _store.Session.Profiles.Select(TemporaryStore.Provider, null);
    }

    [Benchmark(Baseline = true, Description = "bare open + read + decrypt + parse")]
    public object Bare() => _bare.Read();

    [Benchmark(Description = "Tokens.GetAsync")]
    public object Get() => Completed.Of(_store.Session.Tokens.GetAsync(_selection, null, CancellationToken.None));

    [Benchmark(Description = "Profiles.Select + Tokens.GetAsync")]
    public object SelectAndGet() => Get(profile: null);

    [Benchmark(Description = "the same, the next profile each time")]
    public object SelectAndGetNext()
    {
        _next = _next + 1 == _store.Names.Count ? 0 : _next + 1;
        return Get(_store.Names[_next]);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _bare?.Dispose();
        _store?.Dispose();
        GC.SuppressFinalize(this);
    }

    private Credential Get(string? profile)
    {
        ProfileSelection selection = _store.Session.Profiles.Select(TemporaryStore.Provider, profile);
        return Completed.Of(_store.Session.Tokens.GetAsync(selection, null, CancellationToken.None));
    }
}
