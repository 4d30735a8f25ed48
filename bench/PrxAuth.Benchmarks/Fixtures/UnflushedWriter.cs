using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Benchmarks.Fixtures;

/// <summary>Fills a store of ten thousand profiles in seconds: it need not outlive a power failure.</summary>
internal sealed class UnflushedWriter : DurableWriter
{
    protected override void FlushFile(FileStream stream) => ArgumentNullException.ThrowIfNull(stream);

    protected override void FlushDirectory(string path) => ArgumentNullException.ThrowIfNull(path);
}
