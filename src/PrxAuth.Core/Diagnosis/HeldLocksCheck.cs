using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Who holds locks of the store now. A process that was stopped in the middle holds up every other.</summary>
internal sealed class HeldLocksCheck(ProfilePaths paths) : IDiagnosticCheck
{
    private const string Table = "/proc/locks";

    public FindingArea Area => FindingArea.Locks;

    public string Name => FindingNames.LocksHeld;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look().ToAsyncEnumerable();

    private IEnumerable<Finding> Look()
    {
        if (!Directory.Exists(paths.Root))
        {
            yield break;
        }

        if (!OperatingSystem.IsLinux() || !File.Exists(Table))
        {
            yield return Finding.Skipped(Area, Name, "This system does not tell who holds a lock.");
            yield break;
        }

        // Owners first: what is taken after that is not there yet, and what is given back in between is not told of.
        ILookup<ulong, int> owners = LockTable.Owners(File.ReadAllText(Table));
        int held = 0;
        foreach (string path in StoreFilesCheck.Entries(paths.Root).Where(path => path.EndsWith(ProfilePaths.LockExtension, StringComparison.Ordinal)))
        {
            foreach (int owner in Owners(owners, path))
            {
                held++;
                yield return LookAt(path, owner);
            }
        }

        if (held == 0)
        {
            yield return Finding.Ok(Area, Name, "Nobody holds a lock of the store.", paths.Root);
        }
    }

    // Numbers of files are unique in one file system alone. A process of ours tells which file it has open; one that does not let us look
    // is believed to mean this one.
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static IEnumerable<int> Owners(ILookup<ulong, int> owners, string path) =>
        UnixFileFacts.Of(path, followLink: false)?.Inode is { } inode ? owners[inode].Where(owner => ProcessFacts.MayHaveOpen(owner, path)) : [];

    private Finding LookAt(string path, int owner)
    {
        string what = path == paths.StoreLock
            ? "the whole store"
            : $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}";
        return ProcessFacts.Of(owner) switch
        {
            { IsStopped: true } process => Finding.Warning(
                Area, Name, $"{process} holds the lock of {what} and is stopped.", $"Let it go on with: kill -CONT {owner}; or end it.", path),
            { } process => Finding.Ok(Area, Name, $"{process} is working on {what}.", path),
            null => Finding.Ok(Area, Name, $"A process of another container or user is working on {what}.", path),
        };
    }
}
