using PrxAuth.Torture.Faults;

namespace PrxAuth.Torture.Listening;

/// <summary>
/// This run again on a machine that has but one kind of loopback address: a network namespace, which takes the rights of root.
/// </summary>
internal static class OtherMachine
{
    /// <summary>Makes the namespace one with 127.0.0.1 alone.</summary>
    public const string WithoutIPv6 = """
        ip link set lo up && echo 1 > /proc/sys/net/ipv6/conf/lo/disable_ipv6 || exit 99
        exec "$@"
        """;

    /// <summary>Makes the namespace one with ::1 alone.</summary>
    public const string WithoutIPv4 = """
        ip link set lo up && ip address delete 127.0.0.1/8 dev lo || exit 99
        exec "$@"
        """;

    /// <summary>Runs a few sign-ins there; gives how many did not complete, and null where there can be no such machine.</summary>
    public static async Task<int?> RunAsync(string machine, int logins, TimeSpan bound, int seed)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.WriteLine("SKIPPED: no machine with one kind of loopback address. A network namespace needs Linux.");
            return null;
        }

        PrxOutcome run = await TracedPrx.RunAsync(
            TimeSpan.FromMinutes(30), new Dictionary<string, string?>(), "/bin/sh",
            [
                "-c", "exec unshare -n /bin/sh -c \"$0\" sh \"$@\"", machine,
                Staged.Torture, "listen", "--logins", $"{logins}", "--machines", "1", "--idle", "100",
                "--bound", $"{bound.TotalSeconds:0}", "--seed", $"{seed}",
            ]);
        if (!run.Output.Contains("listen ", StringComparison.Ordinal))
        {
            Console.WriteLine($"SKIPPED: no machine with one kind of loopback address. {run.Error.Trim()}");
            return null;
        }

        if (run.Status != 0)
        {
            Console.WriteLine(run.Output + run.Error);
        }

        return run.Status == 0 ? 0 : logins;
    }
}
