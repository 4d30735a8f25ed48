namespace PrxAuth.Torture.Faults;

/// <summary>
/// The same with a disk that is really full, with ever more room left on it, and with one that is read-only. Each run has mounts of its own,
/// which end with it; that takes the rights of root.
/// </summary>
internal static class FullDisk
{
    private const int MostPagesLeft = 6;

    // The program works on a small disk; what it leaves there is copied back once it is done.
    private const string OnFullDisk = """
        cp -a "$PRX_DATA_HOME" "$PRX_DATA_HOME.copy" 2>/dev/null || mkdir -m 700 "$PRX_DATA_HOME.copy" "$PRX_DATA_HOME"
        mount -t tmpfs -o size=256k,mode=0700 tmpfs "$PRX_DATA_HOME" || exit 99
        cp -a "$PRX_DATA_HOME.copy/." "$PRX_DATA_HOME"
        head -c "$((PAGES * 4096))" /dev/zero > "$PRX_DATA_HOME/room"
        head -c 1m /dev/zero > "$PRX_DATA_HOME/filler" 2>/dev/null
        rm "$PRX_DATA_HOME/room"
        "$@"
        status=$?
        rm -rf "$PRX_DATA_HOME/filler" "$PRX_DATA_HOME.copy"
        cp -a "$PRX_DATA_HOME" "$PRX_DATA_HOME.kept" && umount "$PRX_DATA_HOME" && rm -rf "$PRX_DATA_HOME" && mv "$PRX_DATA_HOME.kept" "$PRX_DATA_HOME"
        exit "$status"
        """;

    private const string OnReadOnlyDisk = """
        mkdir -p -m 700 "$PRX_DATA_HOME"
        mount --bind "$PRX_DATA_HOME" "$PRX_DATA_HOME" && mount -o remount,ro,bind "$PRX_DATA_HOME" || exit 99
        exec "$@"
        """;

    /// <summary>Why nothing can be mounted here; null: it can.</summary>
    public static async Task<string?> WhyNotAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Mounting needs Linux.";
        }

        PrxOutcome tried = await TracedPrx.RunAsync(
            new Dictionary<string, string?>(), "/bin/sh", "-c", "exec unshare -m mount -t tmpfs -o size=64k tmpfs /mnt");
        return tried.Status == 0 ? null : $"Mounting needs root: {tried.Error.Trim()}";
    }

    public static async Task RunAsync(FaultHome template, FaultHome home, Core.Profiles.Credential bystander, FaultOperation operation, FaultCounts counts)
    {
        for (int pages = 0; pages <= MostPagesLeft; pages++)
        {
            await RunAsync($"a disk with {pages} pages left", OnFullDisk, pages);
        }

        await RunAsync("a read-only disk", OnReadOnlyDisk, 0);

        async Task RunAsync(string fault, string script, int pages)
        {
            Core.Profiles.Credential? before = await operation.PrepareAsync(home, template);
            File.Copy(home.ConfigFile, home.ConfigFile + ".original", overwrite: true);
            home.Environment["PAGES"] = $"{pages}";
            PrxOutcome outcome = await TracedPrx.RunAsync(
                home.Environment, "/bin/sh", ["-c", "exec unshare -m /bin/sh -c \"$0\" sh \"$@\"", script, home.Command, .. operation.Words]);
            counts.AddRun(1, outcome.Status != 0);
            await new FaultAudit(operation, home, before, operation.HasStore ? bystander : null, counts).RunAsync(fault, outcome);
        }
    }
}
