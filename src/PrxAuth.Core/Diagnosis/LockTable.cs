using System.Globalization;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Reads <c>/proc/locks</c>, see proc_locks(5).</summary>
internal static class LockTable
{
    /// <summary>The processes that hold a lock, by the number of the file. Those that wait for one are left out.</summary>
    internal static ILookup<ulong, int> Owners(string table) => table.Split('\n').Select(Read).OfType<(ulong Inode, int Owner)>()
        .ToLookup(held => held.Inode, held => held.Owner);

    // "1: FLOCK  ADVISORY  WRITE 4242 fe:00:346059 0 EOF"; a waiting one has an arrow behind the number.
    private static (ulong Inode, int Owner)? Read(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length >= 6 && fields[1] != "->"
            && int.TryParse(fields[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int owner)
            && ulong.TryParse(fields[5].AsSpan(fields[5].LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode)
                ? (inode, owner)
                : null;
    }
}
