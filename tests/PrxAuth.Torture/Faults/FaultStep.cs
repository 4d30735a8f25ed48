namespace PrxAuth.Torture.Faults;

/// <summary>One call that is made to fail in one way.</summary>
/// <param name="Call">The system call.</param>
/// <param name="Path">The file, relative to the home.</param>
/// <param name="Occurrence">Which one of such calls within a thread, from 1: strace counts in each thread by itself.</param>
/// <param name="Error">The error.</param>
internal sealed record FaultStep(string Call, string Path, int Occurrence, string Error)
{
    private static readonly string[] s_changing =
    [
        "write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat",
        "ftruncate", "fallocate", "chmod", "fchmod", "fchmodat", "link", "linkat",
    ];

    private static readonly string[] s_reading =
    [
        "read", "pread64", "readv", "preadv", "getdents64", "stat", "lstat", "fstat", "newfstatat", "statx", "access", "faccessat", "faccessat2",
        "readlink", "readlinkat",
    ];

    private static readonly string[] s_opening = ["open", "openat"];

    /// <summary>All calls that are made to fail.</summary>
    public static IReadOnlyList<string> Calls { get; } = [.. s_opening, .. s_changing, .. s_reading, "flock"];

    /// <summary>Every step of a clean run, with every error that may befall it.</summary>
    public static IReadOnlyList<FaultStep> Of(IEnumerable<SystemCall> clean)
    {
        Dictionary<(string, string, string), int> seen = [];
        List<FaultStep> steps = [];
        foreach (SystemCall call in clean)
        {
            int occurrence = seen[(call.Thread, call.Name, call.Path)] = seen.GetValueOrDefault((call.Thread, call.Name, call.Path)) + 1;
            steps.AddRange(ErrorsOf(call).Select(error => new FaultStep(call.Name, call.Path, occurrence, error)));
        }

        return [.. steps.Distinct()];
    }

    public override string ToString() => $"{Call} #{Occurrence} of '{Path}' fails with {Error}";

    private static string[] ErrorsOf(SystemCall call) => call.Name switch
    {
        "flock" => ["EIO", "ENOLCK"],
        _ when call.Creates || s_changing.Contains(call.Name) => ["ENOSPC", "EIO", "EDQUOT", "EROFS"],
        _ => ["EIO"],
    };
}
