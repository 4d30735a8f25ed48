using System.Diagnostics;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Storage;

/// <summary>What only the kernel can tell: that a write is on the medium before it counts, and what becomes of a file system without
/// locks. Another process is watched, or lied to, through <c>strace</c>.</summary>
public sealed class SystemCallTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_profile_is_on_the_medium_before_it_has_its_name_and_its_name_is_before_the_write_ends()
    {
        string[] calls = await TraceAsync("-y -e trace=openat,pwrite64,write,fsync,rename,unlink", StoreChild.Increment);

        int created = Find(calls, 0, "openat(", "/work.sealed.tmp\"", "O_CREAT|O_EXCL", "0600");
        int written = Find(calls, created, "write", "/work.sealed.tmp>");
        int flushed = Find(calls, written, "fsync(", "/work.sealed.tmp>");
        int renamed = Find(calls, flushed, "rename(", "/work.sealed.tmp\"");
        int settled = Find(calls, renamed, "fsync(", "/google-gemini>");
        Assert.True(created < written && written < flushed && flushed < renamed && renamed < settled);
        Assert.Equal(1, (await _fixture.Open().ReadAsync(Work, Cancellation))!.Generation);
    }

    [Fact]
    public async Task A_flush_that_fails_is_not_taken_for_one_that_worked()
    {
        SkipWithoutTrace();
        using Process child = StoreChild.Start(
            _fixture, StoreChild.Increment, 1, runner: "strace -f -qq -o /dev/null -e trace=fsync -e inject=fsync:error=EIO");

        string said = await child.StandardOutput.ReadToEndAsync(Cancellation);
        await child.WaitForExitAsync(Cancellation);

        Assert.NotEqual(0, child.ExitCode);
        Assert.Contains("Input/output error", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_fixture.WorkFile));
    }

    [Fact]
    public async Task A_store_on_a_file_system_without_locks_is_refused()
    {
        SkipWithoutTrace();
        using Process child = StoreChild.Start(
            _fixture, StoreChild.Increment, 1, runner: "strace -f -qq -o /dev/null -e trace=flock -e inject=flock:error=EOPNOTSUPP");

        string said = await child.StandardOutput.ReadToEndAsync(Cancellation);
        await child.WaitForExitAsync(Cancellation);

        Assert.NotEqual(0, child.ExitCode);
        Assert.Contains("has no locks", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_fixture.WorkFile));
    }

    private async Task<string[]> TraceAsync(string options, string action)
    {
        SkipWithoutTrace();
        string trace = Path.Join(_fixture.Root, "trace");
        using Process child = StoreChild.Start(_fixture, action, 1, runner: $"strace -f -qq -o {trace} {options}");
        await StoreChild.EndsWellAsync(child);
        return await File.ReadAllLinesAsync(trace, Cancellation);
    }

    private static int Find(string[] calls, int from, params string[] parts)
    {
        int found = Array.FindIndex(calls, from, call => parts.All(part => call.Contains(part, StringComparison.Ordinal)));
        Assert.True(found >= 0, $"No {string.Join(' ', parts)} after:\n{string.Join('\n', calls[from..])}");
        return found;
    }

    private static void SkipWithoutTrace()
    {
        using Process? probe = OperatingSystem.IsLinux() ? Process.Start("/bin/sh", ["-c", "strace -qq -o /dev/null true 2>/dev/null"]) : null;
        probe?.WaitForExit();
        if (probe?.ExitCode != 0)
        {
            Assert.Skip("strace is missing here or may not watch.");
        }
    }
}
