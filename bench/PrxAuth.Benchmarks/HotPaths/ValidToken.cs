using BenchmarkDotNet.Attributes;
using PrxAuth.Benchmarks.Fixtures;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Benchmarks.HotPaths;

/// <summary>A token that is still valid: what every use of a profile costs, with one profile in the store and with ten thousand.</summary>
public class ValidToken : IDisposable
{
    private TemporaryStore _one = null!;
    private TemporaryStore _many = null!;
    private BareFile _bare = null!;
    private ProfileSelection _selection = null!;
    private int _next;

    [GlobalSetup]
    public void Open()
    {
        _one = Fixture.Store(1);
        _many = Fixture.Store(10_000);
        _bare = new BareFile(_one, TemporaryStore.ActiveProfile);
        _selection = _one.Session.Profiles.Select(TemporaryStore.Provider, null);
    }

    [Benchmark(Baseline = true, Description = "bare open + read + decrypt + parse")]
    public object Bare() => _bare.Read();

    [Benchmark(Description = "Tokens.GetAsync, 1 profile")]
    public object Get() => Get(_one, _selection);

    [Benchmark(Description = "Tokens.GetAsync, 10,000 profiles")]
    public object GetOfMany() => Get(_many, _selection);

    [Benchmark(Description = "Profiles.Select + Tokens.GetAsync, 1 profile")]
    public object SelectAndGet() => SelectAndGet(_one, profile: null);

    [Benchmark(Description = "Profiles.Select + Tokens.GetAsync, 10,000 profiles")]
    public object SelectAndGetOfMany() => SelectAndGet(_many, profile: null);

    [Benchmark(Description = "the same, the next of the 10,000 each time")]
    public object SelectAndGetNext()
    {
        _next = _next + 1 == _many.Names.Count ? 0 : _next + 1;
        return SelectAndGet(_many, _many.Names[_next]);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _bare?.Dispose();
        GC.SuppressFinalize(this);
    }

    private static Credential SelectAndGet(TemporaryStore store, string? profile) =>
        Get(store, store.Session.Profiles.Select(TemporaryStore.Provider, profile));

    private static Credential Get(TemporaryStore store, ProfileSelection selection) =>
        Completed.Of(store.Session.Tokens.GetAsync(selection, null, CancellationToken.None));
}
