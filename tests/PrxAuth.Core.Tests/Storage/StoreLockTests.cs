using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Storage;

public sealed class StoreLockTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_section_shuts_out_its_own_process_too_and_lets_the_next_one_in_when_it_ends()
    {
        ICredentialSection first = await _fixture.Open().EnterAsync(Work, LongWait, Cancellation);
        Task<ICredentialSection> second = _fixture.Open().EnterAsync(Work, LongWait, Cancellation).AsTask();
        using (await _fixture.Open().EnterAsync(new ProfileKey("google-gemini", "home"), TimeSpan.Zero, Cancellation))
        {
            Assert.False(second.IsCompleted);
        }

        first.Dispose();

        using ICredentialSection entered = await second.WaitAsync(LongWait, Cancellation);
        Assert.True(File.Exists(Path.Join(_fixture.StoreDirectory, "google-gemini", "work.lock")));
    }

    [Fact]
    public async Task After_the_wait_the_failure_names_the_profile()
    {
        FakeTimeProvider time = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(300) };
        using ICredentialSection held = await _fixture.Open().EnterAsync(Work, LongWait, Cancellation);

        Task<ICredentialSection> waiting = _fixture.Open(time: time).EnterAsync(Work, TimeSpan.FromSeconds(90), Cancellation).AsTask();
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Yield();
        }

        PrxAuthException failure = await FailsAsync(PrxAuthError.StoreBusy, () => waiting);
        Assert.Contains("google-gemini/Work", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTransient);
        await FailsAsync(PrxAuthError.StoreBusy, async () => await _fixture.Open().EnterAsync(Work, TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task Cancellation_ends_the_wait_at_once()
    {
        using ICredentialSection held = await _fixture.Open().EnterAsync(Work, LongWait, Cancellation);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<ICredentialSection> waiting = _fixture.Open().EnterAsync(Work, TimeSpan.FromHours(1), stop.Token).AsTask();
        long start = Stopwatch.GetTimestamp();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _fixture.Open().EnterAsync(Work, LongWait, stop.Token));
    }

    [Fact]
    public async Task Reading_waits_for_no_section()
    {
        FileCredentialStore store = _fixture.Open();
        await WriteAsync(store, Sample());
        using ICredentialSection held = await store.EnterAsync(Work, LongWait, Cancellation);

        ValueTask<Credential?> read = store.ReadAsync(Work, Cancellation);

        Assert.True(read.IsCompletedSuccessfully);
        Assert.NotNull(await read);
    }

    [Fact]
    public async Task Threads_with_stores_of_their_own_lose_no_write()
    {
        const int writers = 8;
        const int writes = 10;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            FileCredentialStore store = new(_fixture.StoreDirectory, Keys(_fixture.MachineIdFile, null), TimeProvider.System);
            using (store)
            {
                for (int i = 0; i < writes; i++)
                {
                    using ICredentialSection section = await store.EnterAsync(Work, LongWait, Cancellation);
                    await section.WriteAsync(await section.ReadAsync() ?? Sample());
                }
            }
        }, Cancellation)));

        Assert.Equal(writers * writes, (await _fixture.Open().ReadAsync(Work, Cancellation))?.Generation);
    }

    [Fact]
    public async Task Processes_lose_no_write_even_when_the_framework_is_told_not_to_lock()
    {
        SkipOnWindows();
        const int writers = 8;
        const int writes = 12;
        Process[] children =
            [.. Enumerable.Range(0, writers)
                .Select(i => StoreChild.Start(_fixture, StoreChild.Increment, writes, frameworkLocks: i % 2 == 0))];

        FileCredentialStore reader = _fixture.Open();
        while (!children.All(static child => child.HasExited))
        {
            await reader.ReadAsync(Work, Cancellation);
            await Task.Yield();
        }

        foreach (Process child in children)
        {
            await StoreChild.EndsWellAsync(child);
            child.Dispose();
        }

        Credential? last = await reader.ReadAsync(Work, Cancellation);
        Assert.Equal(writers * writes, last?.Generation);
        Assert.Equal("96", last?.Account);
    }

    [Fact]
    public async Task A_killed_owner_lets_the_next_one_in()
    {
        SkipOnWindows();
        using Process child = StoreChild.Start(_fixture, StoreChild.Hold, 1);
        Assert.Equal(StoreChild.Held, await child.StandardOutput.ReadLineAsync(Cancellation));
        await FailsAsync(PrxAuthError.StoreBusy, async () => await _fixture.Open().EnterAsync(Work, TimeSpan.Zero, Cancellation));

        child.Kill();

        using ICredentialSection entered = await _fixture.Open().EnterAsync(Work, LongWait, Cancellation);
    }

    [Fact]
    public async Task A_writer_killed_at_any_moment_leaves_a_whole_profile_and_nothing_that_stays()
    {
        SkipOnWindows();
        FileCredentialStore store = _fixture.Open();
        Credential last = await WriteAsync(store, Sample(account: "0"));
        for (int i = 0; i < 4; i++)
        {
            using Process child = StoreChild.Start(_fixture, StoreChild.Increment, int.MaxValue);
            try
            {
                while (!child.HasExited && (await store.ReadAsync(Work, Cancellation))!.Generation < last.Generation + 5)
                {
                    await Task.Yield();
                }
            }
            finally
            {
                child.Kill();
            }

            await child.WaitForExitAsync(Cancellation);
            Credential? left = await _fixture.Open().ReadAsync(Work, Cancellation);
            Assert.NotNull(left);
            last = await WriteAsync(store, left);
        }

        Assert.Equal(7, _fixture.Files().Length);
    }

    private static void SkipOnWindows()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The child is started through /bin/sh.");
        }
    }
}
