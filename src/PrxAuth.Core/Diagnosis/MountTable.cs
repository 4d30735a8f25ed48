using System.Globalization;
using System.Text.RegularExpressions;

namespace PrxAuth.Core.Diagnosis;

/// <summary>A mounted file system.</summary>
/// <param name="Type">Its type, such as <c>ext4</c> or <c>fuse.sshfs</c>.</param>
/// <param name="Point">Where it is mounted.</param>
internal sealed record Mount(string Type, string Point);

/// <summary>Reads <c>/proc/self/mountinfo</c>, see proc_pid_mountinfo(5).</summary>
internal static partial class MountTable
{
    private static readonly string[] s_network =
    [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "coda", "gfs2", "glusterfs", "lustre", "ocfs2", "virtiofs", "vboxsf", "drvfs",
        "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.davfs2", "fuse.gcsfuse", "fuse.blobfuse2", "fuse.vmhgfs-fuse",
        "fuse.gvfsd-fuse", "fuse.cephfs", "davfs",
    ];

    /// <summary>The mount of that number; null where the table has none.</summary>
    internal static Mount? Find(string table, int id)
    {
        foreach (string line in table.Split('\n'))
        {
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            if (separator >= 6 && fields.Length > separator + 1
                && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int found) && found == id)
            {
                return new Mount(fields[separator + 1], Unescape(fields[4]));
            }
        }

        return null;
    }

    /// <summary>Whether a file system's data lies on another machine, or is shared with one.</summary>
    internal static bool IsNetwork(string type) => s_network.Contains(type, StringComparer.Ordinal);

    private static string Unescape(string text) =>
        OctalEscape().Replace(text, static match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString());

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex OctalEscape();
}
