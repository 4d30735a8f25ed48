using BenchmarkDotNet.Attributes;
using PrxAuth.Benchmarks.Fixtures;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;

namespace PrxAuth.Benchmarks.HotPaths;

/// <summary>Keeping a token so that it outlives a power failure: what every sign-in and every renewal costs beside the network.</summary>
public class DurableWrite : IDisposable
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(30);

    private TemporaryStore _store = null!;
    private FileCredentialStore _files = null!;
    private ICredentialSection _held = null!;
    private Credential _inHeld = null!;
    private Credential _credential = null!;
    private byte[] _content = null!;
    private string _path = null!;

    [GlobalSetup]
    public void Open()
    {
        _store = Fixture.Store(2);
        _files = _store.OpenStore();
        _credential = Stored(TemporaryStore.ActiveProfile);
        _inHeld = Stored(_store.Names[1]);
        _held = Completed.Of(_files.EnterAsync(_inHeld.Key, s_wait, CancellationToken.None));
        using var bare = new BareFile(_store, TemporaryStore.ActiveProfile);
        _content = File.ReadAllBytes(bare.FilePath);
        _path = Path.ChangeExtension(bare.FilePath, ".floor");
    }

    [Benchmark(Baseline = true, Description = "bare write + fsync + rename + fsync of the directory")]
    public void Bare() => BareFile.Write(_path, _content);

    [Benchmark(Description = "WriteAsync in a section")]
    public void Write() => _inHeld = Completed.Of(_held.WriteAsync(_inHeld));

    [Benchmark(Description = "EnterAsync + WriteAsync + leave")]
    public void EnterAndWrite()
    {
        using ICredentialSection section = Completed.Of(_files.EnterAsync(_credential.Key, s_wait, CancellationToken.None));
        _credential = Completed.Of(section.WriteAsync(_credential));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _held?.Dispose();
        _files?.Dispose();
        GC.SuppressFinalize(this);
    }

    private Credential Stored(string profile) =>
        Completed.Of(_files.ReadAsync(new ProfileKey(TemporaryStore.Provider, profile), CancellationToken.None))!;
}
