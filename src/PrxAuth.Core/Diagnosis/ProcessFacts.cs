using System.Globalization;
using PrxAuth.Core.Storage;

namespace PrxAuth.Core.Diagnosis;

/// <summary>What Linux tells of another process.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Program">Its name, as its program gave it.</param>
/// <param name="IsStopped">Whether it was stopped, as by Ctrl+Z or a debugger.</param>
internal sealed record ProcessFacts(int Id, string Program, bool IsStopped)
{
    /// <summary>The process of that number; null where it cannot be seen.</summary>
    internal static ProcessFacts? Of(int id)
    {
        try
        {
            // "4242 (name) S …", and a name may hold parentheses and spaces itself: see proc_pid_stat(5).
            string stat = File.ReadAllText($"/proc/{id}/stat");
            int start = stat.IndexOf('(', StringComparison.Ordinal);
            int end = stat.LastIndexOf(')');
            return start > 0 && end > start && stat.Length > end + 2
                ? new ProcessFacts(id, stat[(start + 1)..end], stat[end + 2] is 'T' or 't')
                : null;
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            return null;
        }
    }

    /// <summary>Whether a process has a file open; also true where it does not let us look.</summary>
    internal static bool MayHaveOpen(int id, string path)
    {
        try
        {
            return OpenFiles(id).Any(file => file == path);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            return true;
        }
    }

    /// <summary>The process that has a socket open; null where none lets us see it.</summary>
    internal static ProcessFacts? OwnerOfSocket(ulong inode, CancellationToken cancellationToken)
    {
        string socket = string.Create(CultureInfo.InvariantCulture, $"socket:[{inode}]");
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && HasOpen(id, socket))
            {
                return Of(id);
            }
        }

        return null;
    }

    /// <summary>As messages say it: <c>Process 4242 (pwsh)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Process {Id} ({Program})");

    private static bool HasOpen(int id, string file)
    {
        try
        {
            return OpenFiles(id).Any(open => open == file);
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            return false;
        }
    }

    private static IEnumerable<string> OpenFiles(int id) =>
        Directory.EnumerateFileSystemEntries($"/proc/{id}/fd").Select(entry => new FileInfo(entry).LinkTarget).OfType<string>();
}
