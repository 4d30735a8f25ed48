using System.Diagnostics;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>A store that cannot be read or written is said to be so, and keeps what it has.</summary>
public sealed class StoreFailureTests
{
    private const string Key = "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string OtherKey = "hex:f00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    [InlineData("emptied")]
    public async Task A_damaged_sealed_file_is_reported_and_kept(string damage)
    {
        await using World world = await SignedInAsync();
        string file = world.SealedFile("corp", "default");
        byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        byte[] damaged = damage switch { "truncated" => content[..^7], "emptied" => [], _ => Flipped(content) };
        await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);
        await using Engine engine = await Engine.OpenAsync(world);
        foreach (string script in (string[])["Get-PrxAuthToken corp", "Update-PrxAuthToken corp", "Get-PrxAuthProfile"])
        {
            ErrorReport error = await engine.FailAsync(script);
            Assert.Equal(("SealedFileDamaged", "InvalidData"), (error.Id, error.Category));
            Assert.Contains("Connect-PrxAuth -Provider corp", error.Recommendation, StringComparison.Ordinal);
        }

        Assert.Equal(damaged, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        PrxResult prx = await Prx.RunAsync(world, "prx auth token -P corp");
        Assert.Equal((1, ""), (prx.Status, prx.Output));
    }

    [Theory]
    [InlineData(OtherKey, "MasterKeyWrong", "SecurityError")]
    [InlineData("a passphrase", "MasterKeyWrong", "SecurityError")]
    [InlineData(null, "MasterKeyMissing", "NotInstalled")]
    [InlineData("hex:xyz", "MasterKeyInvalid", null)]
    public async Task A_wrong_or_missing_master_key_is_its_own_error(string? key, string id, string? category)
    {
        await using World world = await World.CreateAsync();
        world.Environment["PRX_MASTER_KEY"] = Key;
        (await Prx.RunAsync(world, "prx auth login -P corp")).Must();
        IReadOnlyDictionary<string, string> before = world.Snapshot();
        world.Environment.Remove("PRX_MASTER_KEY");
        if (key is not null)
        {
            world.Environment["PRX_MASTER_KEY"] = key;
        }

        await using Engine engine = await Engine.OpenAsync(world);
        foreach (string script in (string[])["Get-PrxAuthToken corp", "Update-PrxAuthToken corp", "Connect-PrxAuth corp other"])
        {
            ErrorReport error = await engine.FailAsync(script);
            Assert.Equal(id, error.Id);
            Assert.Equal(category ?? error.Category, error.Category);
            Assert.Contains("PRX_MASTER_KEY", error.Recommendation + error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, world.Snapshot());
        world.Environment["PRX_MASTER_KEY"] = Key;
        (await Prx.RunAsync(world, "prx auth token -P corp")).Must();
    }

    [Fact]
    public async Task A_read_only_store_says_so_and_stays_readable()
    {
        await using World world = await SignedInAsync();
        Mount mount = await Mount.CreateAsync(world, "4m");
        await mount.RunAsync("mount -o remount,ro \"$DATA\" && \"$PRX\" auth refresh -P corp; echo \"status=$?\"; \"$PRX\" auth token -P corp");
        Assert.Contains("error[StoreNotWritable]", mount.Error, StringComparison.Ordinal);
        Assert.Contains("PRX_DATA_HOME", mount.Error, StringComparison.Ordinal);
        Assert.Contains("status=1", mount.Output, StringComparison.Ordinal);
        Assert.Contains(mount.Output.Split('\n'), line => world.Secrets.Of("access_token").Contains(line));
    }

    [Fact]
    public async Task A_full_disk_says_so_and_keeps_the_profile()
    {
        await using World world = await SignedInAsync();
        Mount mount = await Mount.CreateAsync(world, "64k");
        await mount.RunAsync("head -c 1m /dev/zero > \"$DATA/filler\" 2>/dev/null; \"$PRX\" auth refresh -P corp; echo \"status=$?\"; rm \"$DATA/filler\"; \"$PRX\" auth list --json");
        Assert.Contains("error[StoreFull]", mount.Error, StringComparison.Ordinal);
        Assert.Contains("status=1", mount.Output, StringComparison.Ordinal);
        Assert.Contains("alice", mount.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_changed_machine_id_is_its_own_error_and_nothing_is_touched()
    {
        await using World world = await SignedInAsync();
        IReadOnlyDictionary<string, string> before = world.Snapshot();
        await File.WriteAllTextAsync(world.PathOf("machine-id"), "00112233445566778899aabbccddeeff\n", TestContext.Current.CancellationToken);
        Mount mount = await Mount.CreateAsync(world, size: null);
        await mount.RunAsync("mount --bind \"$DATA/../machine-id\" /etc/machine-id && \"$PRX\" auth token -P corp; echo \"status=$?\"");
        Assert.Contains("error[MachineChanged]", mount.Error, StringComparison.Ordinal);
        Assert.Contains("status=1", mount.Output, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
        (await Prx.RunAsync(world, "prx auth token -P corp")).Must();
    }

    private static byte[] Flipped(byte[] content)
    {
        byte[] flipped = [.. content];
        flipped[^20] ^= 0b0000_0100;
        return flipped;
    }

    private static async Task<World> SignedInAsync()
    {
        World world = await World.CreateAsync();
        (await Prx.RunAsync(world, "prx auth login -P corp")).Must();
        return world;
    }

    /// <summary>A shell with mounts of its own, which end with it. Needs the rights of root.</summary>
    private sealed class Mount
    {
        private readonly World _world;
        private readonly string? _size;

        private Mount(World world, string? size)
        {
            _world = world;
            _size = size;
        }

        public string Output { get; private set; } = "";

        public string Error { get; private set; } = "";

        public static async Task<Mount> CreateAsync(World world, string? size)
        {
            var mount = new Mount(world, size);
            await mount.RunAsync("echo mounted");
            Assert.SkipUnless(mount.Output.Contains("mounted", StringComparison.Ordinal), $"Mounting needs root and Linux: {mount.Error}");
            return mount;
        }

        public async Task RunAsync(string script)
        {
            string prepare = _size is null
                ? "true"
                : $"cp -a \"$DATA\" \"$DATA.copy\" && mount -t tmpfs -o size={_size},mode=0700 tmpfs \"$DATA\" && cp -a \"$DATA.copy/.\" \"$DATA\"";
            var start = new ProcessStartInfo("/bin/sh", ["-c", "exec unshare -m /bin/sh -c \"$0\"", $"{prepare} && {{ {script}; }}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            start.Environment.Clear();
            foreach ((string name, string value) in _world.Environment)
            {
                start.Environment[name] = value;
            }

            start.Environment["DATA"] = _world.DataHome;
            start.Environment["PRX"] = Staged.Command;
            try
            {
                using Process shell = Process.Start(start)!;
                Task<string> output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                Error = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
                Output = await output;
                await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                Error = e.Message;
            }

            if (Directory.Exists(_world.DataHome + ".copy"))
            {
                Directory.Delete(_world.DataHome + ".copy", recursive: true);
            }
        }

    }
}
