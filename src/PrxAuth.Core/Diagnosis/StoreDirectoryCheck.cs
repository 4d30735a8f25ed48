using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Whether the store's directories are there, safe from others, and have room.</summary>
/// <param name="directory">The store's directory.</param>
/// <param name="enough">The room, in bytes, below which a warning is due.</param>
internal sealed class StoreDirectoryCheck(string directory, long enough = StoreDirectoryCheck.Enough) : IDiagnosticCheck
{
    // A write needs the size of one sealed file and its directory entry; this leaves room for the other programs of the machine.
    private const long Enough = 16L * 1024 * 1024;

    public FindingArea Area => FindingArea.Store;

    public string Name => FindingNames.StoreDirectory;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look().ToAsyncEnumerable();

    /// <summary>The store's directory, or the nearest above it that is there.</summary>
    internal static string Nearest(string directory)
    {
        string there = directory;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
        {
            there = parent;
        }

        return there;
    }

    private IEnumerable<Finding> Look()
    {
        if (File.Exists(directory))
        {
            yield return Finding.Failed(
                Area, Name, $"'{directory}' is a file, where the secrets store should be.", "Move the file away.", directory);
        }
        else if (!Directory.Exists(directory))
        {
            yield return Finding.Ok(Area, Name, $"There is no secrets store yet; the first sign-in makes '{directory}'.", directory);
        }
        else
        {
            bool isSafe = true;
            foreach (Finding finding in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal).Prepend(directory).SelectMany(LookAt))
            {
                isSafe = false;
                yield return finding;
            }

            if (isSafe)
            {
                yield return Finding.Ok(Area, Name, $"'{directory}'{Link()} is yours, and nobody else can change or see what is in it.", directory);
            }
        }

        yield return LookAtRoom();
    }

    private IEnumerable<Finding> LookAt(string path)
    {
        if (Distrust(path) is { } distrust)
        {
            yield return distrust;
        }
        else if (!OperatingSystem.IsWindows() && UnixFileFacts.Of(path, followLink: true) is { IsOpenToOthers: true })
        {
            yield return Finding.Warning(
                Area, FindingNames.StorePrivate, $"Others can look into '{path}'.", $"Run: chmod 700 {PathTrust.Quoted(path)}", path);
        }
    }

    private Finding? Distrust(string path)
    {
        try
        {
            PathTrust.Check(path);
            return null;
        }
        catch (PrxAuthException e)
        {
            return Finding.Failed(Area, Name, e);
        }
    }

    private string Link() => new DirectoryInfo(directory).LinkTarget is { } target ? $" (a link to '{target}')" : string.Empty;

    private Finding LookAtRoom()
    {
        string place = Nearest(directory);
        try
        {
            long free = new DriveInfo(place).AvailableFreeSpace;
            string room = $"{free / (1024 * 1024)} MiB are free on the file system of '{place}'.";
            return free >= enough
                ? Finding.Ok(Area, FindingNames.DiskSpace, room, place)
                : Finding.Warning(
                    Area, FindingNames.DiskSpace, room, "Free some space: where a refresh token cannot be written, its profile is lost.", place);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            return Finding.Skipped(Area, FindingNames.DiskSpace, $"The system does not tell how much room there is: {e.Message}", place);
        }
    }
}
