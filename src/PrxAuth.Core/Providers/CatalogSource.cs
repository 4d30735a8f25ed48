using PrxAuth.Core.Configuration;

namespace PrxAuth.Core.Providers;

/// <summary>
/// Gives the configuration and the catalog as the config file stands now. Reads it again only when it changed, so that asking before
/// every token costs one look at the file's attributes. Thread-safe.
/// </summary>
/// <param name="path">The config file.</param>
/// <param name="timeProvider">The clock; the system's where none is given.</param>
public sealed class CatalogSource(string path, TimeProvider? timeProvider = null)
{
    // File systems stamp with the kernel's coarse clock: two writes within a tick can look alike, so a stamp as young as this is not trusted.
    private static readonly TimeSpan StampResolution = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private Cached? _cached;

    /// <summary>The config file.</summary>
    public string FilePath { get; } = path;

    /// <summary>The configuration and the catalog as the file stands now.</summary>
    /// <exception cref="PrxAuthException">The file cannot be read or is wrong; see <see cref="AuthConfiguration.Load"/>. Asking again reads
    /// it again.</exception>
    public CatalogSnapshot Current()
    {
        FileStamp stamp = FileStamp.Of(FilePath);
        if (Volatile.Read(ref _cached) is { } cached && cached.Stamp == stamp && !cached.IsDoubtful)
        {
            return cached.Snapshot;
        }

        bool isDoubtful = stamp.LastWrite > (_time.GetUtcNow() - StampResolution).UtcTicks;
        CatalogSnapshot snapshot = new(AuthConfiguration.Load(FilePath));
        Volatile.Write(ref _cached, new Cached(stamp, isDoubtful, snapshot));
        return snapshot;
    }

    private sealed record Cached(FileStamp Stamp, bool IsDoubtful, CatalogSnapshot Snapshot);

    /// <summary>What tells one state of a file from another; for a link, of the link and of what it leads to.</summary>
    private readonly record struct FileStamp(long LastWrite, long Length, long LinkLastWrite)
    {
        public static FileStamp Of(string path)
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                return default;
            }

            if ((file.Attributes & FileAttributes.ReparsePoint) == 0)
            {
                return new FileStamp(file.LastWriteTimeUtc.Ticks, file.Length, 0);
            }

            return file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target
                ? new FileStamp(target.LastWriteTimeUtc.Ticks, target.Length, file.LastWriteTimeUtc.Ticks)
                : default;
        }
    }
}
