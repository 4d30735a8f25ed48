using System.Text.RegularExpressions;

namespace PrxAuth.Torture.Faults;

/// <summary>A system call of a traced process on a file below its home.</summary>
/// <param name="Thread">The thread that made it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">The file, relative to the home; a renamed one by its old name.</param>
/// <param name="Creates">Whether it opens a file that it may create.</param>
/// <param name="IsInjected">Whether it was made to fail.</param>
internal sealed partial record SystemCall(string Thread, string Name, string Path, bool Creates, bool IsInjected)
{
    private const string Injected = "(INJECTED)";

    /// <summary>Reads what strace wrote, with <c>-f -y</c>; calls on other files are left out.</summary>
    public static IReadOnlyList<SystemCall> ReadTrace(string file, string home)
    {
        List<SystemCall> calls = [];
        Dictionary<string, int> unfinished = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(file))
        {
            if (ResumedLine().Match(line) is { Success: true } resumed)
            {
                if (unfinished.Remove(resumed.Groups["thread"].Value, out int index) && line.Contains(Injected, StringComparison.Ordinal))
                {
                    calls[index] = calls[index] with { IsInjected = true };
                }
            }
            else if (CallLine().Match(line) is { Success: true } call && FindPath(call.Groups["arguments"].Value, home) is { } path)
            {
                string thread = call.Groups["thread"].Value;
                if (line.EndsWith("<unfinished ...>", StringComparison.Ordinal))
                {
                    unfinished[thread] = calls.Count;
                }

                calls.Add(new SystemCall(
                    thread,
                    call.Groups["name"].Value,
                    path,
                    line.Contains("O_CREAT", StringComparison.Ordinal),
                    line.Contains(Injected, StringComparison.Ordinal)));
            }
        }

        return calls;
    }

    private static string? FindPath(string arguments, string home) => PathIn().Matches(arguments)
        .Select(match => match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["open"].Value)
        .FirstOrDefault(path => path == home || path.StartsWith(home + "/", StringComparison.Ordinal)) is { } found
            ? System.IO.Path.GetRelativePath(home, found)
            : null;

    [GeneratedRegex(@"^(?<thread>\d+) +(?<name>[a-z_0-9]+)\((?<arguments>.*)")]
    private static partial Regex CallLine();

    [GeneratedRegex(@"^(?<thread>\d+) +<\.\.\. ")]
    private static partial Regex ResumedLine();

    [GeneratedRegex("\"(?<quoted>/[^\"]*)\"|\\d<(?<open>/[^>]*)>")]
    private static partial Regex PathIn();
}
