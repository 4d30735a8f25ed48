using System.Globalization;

namespace PrxAuth.Torture;

/// <summary>What the system says of a process. All zero where there is no <c>/proc</c>.</summary>
internal sealed record ProcessFacts(long ResidentKiB, int Files, int Threads)
{
    public static ProcessFacts Of(int processId)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new ProcessFacts(0, 0, 0);
        }

        string directory = $"/proc/{processId}";
        string[] status = File.ReadAllLines(Path.Join(directory, "status"));
        return new ProcessFacts(
            Number(status, "VmRSS:"), Directory.GetFiles(Path.Join(directory, "fd")).Count(IsNoAssembly), (int)Number(status, "Threads:"));
    }

    // .NET holds every assembly open that it has loaded, and loads some of its own late.
    private static bool IsNoAssembly(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget?.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) != true;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return false;
        }
    }

    private static long Number(string[] status, string name)
    {
        string? line = status.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
