using System.Diagnostics;
using System.Runtime.Versioning;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Tests.Storage;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Diagnosis;

[UnsupportedOSPlatform("windows")]
public sealed class LockCheckTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_lock_is_really_taken_and_nothing_stays()
    {
        await WriteAsync(_fixture.Open(), Sample());
        string[] before = _fixture.Files();

        Finding[] findings = await new LockSupportCheck(_fixture.StoreDirectory, _ => null).LookAsync();

        findings.Says(FindingNames.LockSupport, FindingStatus.Ok, "refused to a second owner");
        Assert.Equal(before, _fixture.Files());
        if (OperatingSystem.IsLinux())
        {
            findings.Named(FindingNames.FileSystem);
        }
    }

    [Fact]
    public async Task Without_a_store_nothing_is_written()
    {
        Finding[] findings = await new LockSupportCheck(_fixture.StoreDirectory, _ => null).LookAsync();

        findings.Says(FindingNames.LockSupport, FindingStatus.Skipped, "no store yet");
        Assert.False(Directory.Exists(_fixture.StoreDirectory));
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_fails_the_look()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Modes do not bind root.");
        }

        await WriteAsync(_fixture.Open(), Sample());
        File.SetUnixFileMode(_fixture.StoreDirectory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(() => new LockSupportCheck(_fixture.StoreDirectory, _ => null).LookAsync());
            Assert.Equal(PrxAuthError.StoreNotWritable, failure.Error);
        }
        finally
        {
            File.SetUnixFileMode(_fixture.StoreDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task That_the_frameworks_locks_are_off_is_explained() =>
        (await new LockSupportCheck(_fixture.StoreDirectory, name => name == LockSupportCheck.FrameworkVariable ? "1" : null).LookAsync())
            .Says(FindingNames.FrameworkLocks, FindingStatus.Ok, "hold all the same");

    [Fact]
    public async Task Nobody_holds_a_lock_after_a_write()
    {
        await WriteAsync(_fixture.Open(), Sample());
        Assert.SkipUnless(File.Exists("/proc/locks"), "Only Linux tells who holds a lock.");

        (await LookAtHeldAsync()).Says(FindingNames.LocksHeld, FindingStatus.Ok, "Nobody");
    }

    [Fact]
    public async Task Who_holds_a_lock_is_named_and_a_stopped_one_warned_of()
    {
        Assert.SkipUnless(File.Exists("/proc/locks"), "Only Linux tells who holds a lock.");
        await WriteAsync(_fixture.Open(), Sample());
        using Process holder = StoreChild.Start(_fixture, StoreChild.Hold, 1);
        try
        {
            Assert.Equal(StoreChild.Held, await holder.StandardOutput.ReadLineAsync(Cancellation));
            Finding found = (await LookAtHeldAsync()).Says(FindingNames.LocksHeld, FindingStatus.Ok, $"Process {holder.Id} (");
            Assert.Contains("google-gemini/work", found.Message, StringComparison.Ordinal);

            await SignalAsync("STOP", holder.Id);
            (await LookAtHeldAsync()).Says(FindingNames.LocksHeld, FindingStatus.Warning, $"Process {holder.Id} (", $"kill -CONT {holder.Id}");
        }
        finally
        {
            holder.Kill();
            await holder.WaitForExitAsync(Cancellation);
        }

        (await LookAtHeldAsync()).Says(FindingNames.LocksHeld, FindingStatus.Ok, "Nobody");
    }

    [Theory]
    [InlineData(21, "proc", "/proc")]
    [InlineData(40, "nfs4", "/mnt/my share")]
    [InlineData(41, "fuse.sshfs", "/mnt/far")]
    public void The_mount_table_is_read(int id, string type, string point)
    {
        const string table = """
            21 26 0:20 / /proc rw,relatime - proc proc rw
            40 26 0:45 / /mnt/my\040share rw,relatime shared:7 - nfs4 server:/export rw,vers=4.2
            41 26 0:46 / /mnt/far rw,nosuid shared:8 master:1 - fuse.sshfs me@host:/ rw
            broken

            """;

        Assert.Equal(new Mount(type, point), MountTable.Find(table, id));
        Assert.Null(MountTable.Find(table, 99));
    }

    [Theory]
    [InlineData("ext4", false)]
    [InlineData("overlay", false)]
    [InlineData("tmpfs", false)]
    [InlineData("nfs4", true)]
    [InlineData("cifs", true)]
    [InlineData("9p", true)]
    [InlineData("fuse.sshfs", true)]
    public void Network_file_systems_are_known(string type, bool isNetwork) => Assert.Equal(isNetwork, MountTable.IsNetwork(type));

    [Fact]
    public void The_lock_table_is_read_without_those_that_wait()
    {
        ILookup<ulong, int> owners = LockTable.Owners("""
            1: FLOCK  ADVISORY  WRITE 4242 fe:00:346059 0 EOF
            1: -> FLOCK  ADVISORY  WRITE 4243 fe:00:346059 0 EOF
            2: POSIX  ADVISORY  READ -1 00:2f:7 128 128
            nonsense

            """);

        Assert.Equal([4242], owners[346059]);
        Assert.Equal([-1], owners[7]);
    }

    private Task<Finding[]> LookAtHeldAsync() => new HeldLocksCheck(new ProfilePaths(_fixture.StoreDirectory)).LookAsync();

    // The signal is delivered when kill ends, but the kernel takes a moment to stop every thread.
    private static async Task SignalAsync(string signal, int process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await StoreChild.EndsWellAsync(kill);
        while (ProcessFacts.Of(process) is { IsStopped: false })
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }
    }
}
