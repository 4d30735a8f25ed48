using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Whether the place of the store has locks that keep processes apart. It really takes one, on a scratch file.</summary>
internal sealed class LockSupportCheck(string directory, Func<string, string?> environment) : IDiagnosticCheck
{
    /// <summary>Turns .NET's own file locks off.</summary>
    internal const string FrameworkVariable = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";

    private const string MountInfo = "/proc/self/mountinfo";

    public FindingArea Area => FindingArea.Locks;

    public string Name => FindingNames.LockSupport;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look().ToAsyncEnumerable();

    private IEnumerable<Finding> Look()
    {
        yield return Directory.Exists(directory) ? TryLock() : Finding.Skipped(Area, Name, "There is no store yet to try a lock in.", directory);
        if (OperatingSystem.IsLinux() && LookAtFileSystem(StoreDirectoryCheck.Nearest(directory)) is { } fileSystem)
        {
            yield return fileSystem;
        }

        if (environment(FrameworkVariable) is "1" or "true")
        {
            yield return Finding.Ok(
                Area, FindingNames.FrameworkLocks,
                $"{FrameworkVariable} turns .NET's file locks off. PrxAuth takes its locks from the kernel itself, so they hold all the same.",
                FrameworkVariable);
        }
    }

    // A scratch file that a kill leaves behind is called a temporary, so that it is found as one.
    private Finding TryLock()
    {
        string scratch = Path.Join(directory, $"doctor-{Guid.NewGuid():N}{DurableWriter.TemporarySuffix}");
        try
        {
            using (KernelLock? first = KernelLock.TryAcquire(scratch))
            {
                using KernelLock? second = KernelLock.TryAcquire(scratch);
                if (first is null || second is not null)
                {
                    return NoLocks("gives one lock to two owners");
                }
            }

            using KernelLock? again = KernelLock.TryAcquire(scratch);
            return again is null
                ? NoLocks("keeps a lock that was given back")
                : Finding.Ok(Area, Name, "A lock was taken, refused to a second owner, and given back.", directory);
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    private Finding NoLocks(string what) => Finding.Failed(
        Area, Name, $"The file system of '{directory}' {what}: two processes could spend one refresh token.",
        $"Set {AuthPaths.DataHomeVariable} to a directory on a local file system.", directory);

    private Finding? LookAtFileSystem(string place)
    {
        if (MountId(place) is not { } mount || MountTable.Find(File.ReadAllText(MountInfo), mount) is not { } found)
        {
            return null;
        }

        return MountTable.IsNetwork(found.Type)
            ? Finding.Warning(
                Area, FindingNames.FileSystem, $"'{place}' is on a network file system ({found.Type} at '{found.Point}'); its locks may not reach other machines.",
                $"Let one machine alone use the store; or set {AuthPaths.DataHomeVariable} to a directory on a local file system.", place)
            : Finding.Ok(Area, FindingNames.FileSystem, $"'{place}' is on a local file system ({found.Type} at '{found.Point}').", place);
    }

    // The kernel says which mount an open directory is on, so links and mounts above mounts need no thought.
    private static int? MountId(string place)
    {
        using var handle = new SafeFileHandle(NativeMethods.Open(place, NativeMethods.OpenReadOnly), ownsHandle: true);
        if (handle.IsInvalid)
        {
            return null;
        }

        const string field = "mnt_id:";
        string? line = File.ReadLines($"/proc/self/fdinfo/{handle.DangerousGetHandle()}")
            .FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
        return line is not null && int.TryParse(line.AsSpan(field.Length).Trim(), CultureInfo.InvariantCulture, out int id) ? id : null;
    }
}
