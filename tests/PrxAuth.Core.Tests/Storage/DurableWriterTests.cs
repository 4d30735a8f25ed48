using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Storage;

public sealed class DurableWriterTests : IDisposable
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int ReadOnlyFileSystem = 30;
    private const int InputOutput = 5;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(WriteStep.CreateTemporary)]
    [InlineData(WriteStep.WriteBytes)]
    [InlineData(WriteStep.FlushFile)]
    [InlineData(WriteStep.Replace)]
    public async Task A_fault_at_any_step_keeps_the_old_value_and_leaves_no_temporary(WriteStep step)
    {
        FaultyWriter writer = new();
        FileCredentialStore store = _fixture.Open(writer: writer);
        Credential old = await WriteAsync(store, Sample(account: "old"));
        string[] before = _fixture.Files();
        writer.Fail(step, new IOException("No space left on device", NoSpace));

        await FailsAsync(PrxAuthError.StoreFull, () => WriteAsync(store, old with { Account = "new" }));

        Assert.Equal(before, _fixture.Files());
        Assert.Equal(old.Account, (await _fixture.Open().ReadAsync(Work, Cancellation))?.Account);
        writer.Heal();
        Assert.Equal(2, (await WriteAsync(store, old with { Account = "new" })).Generation);
    }

    [Fact]
    public async Task When_only_the_directory_cannot_be_flushed_the_new_value_is_there_and_the_doubt_is_reported()
    {
        FaultyWriter writer = new();
        FileCredentialStore store = _fixture.Open(writer: writer);
        Credential old = await WriteAsync(store, Sample(account: "old"));
        writer.Fail(WriteStep.FlushDirectory, new IOException("Input/output error", InputOutput));

        await FailsAsync(PrxAuthError.StoreUnavailable, () => WriteAsync(store, old with { Account = "new" }));

        Assert.Equal("new", (await _fixture.Open().ReadAsync(Work, Cancellation))?.Account);
    }

    [Theory]
    [InlineData(WriteStep.CreateTemporary)]
    [InlineData(WriteStep.WriteBytes)]
    [InlineData(WriteStep.FlushFile)]
    [InlineData(WriteStep.Replace)]
    [InlineData(WriteStep.FlushDirectory)]
    public async Task A_fault_while_the_store_is_made_leaves_one_that_can_be_made_again(WriteStep step)
    {
        FaultyWriter writer = new();
        FileCredentialStore store = _fixture.Open(writer: writer);
        using (await store.EnterAsync(Work, LongWait, Cancellation))
        {
            writer.Fail(step, new IOException("No space left on device", NoSpace));
        }

        await Assert.ThrowsAsync<PrxAuthException>(() => WriteAsync(store, Sample()));
        writer.Heal();
        await WriteAsync(store, Sample());

        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
    }

    public static TheoryData<string, PrxAuthError> Faults() => new()
    {
        { "quota", PrxAuthError.StoreFull },
        { "size", PrxAuthError.StoreFull },
        { "read-only", PrxAuthError.StoreNotWritable },
        { "access", PrxAuthError.StoreNotWritable },
        { "device", PrxAuthError.StoreUnavailable },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Each_cause_has_its_own_failure(string cause, PrxAuthError error)
    {
        FaultyWriter writer = new();
        FileCredentialStore store = _fixture.Open(writer: writer);
        Credential old = await WriteAsync(store, Sample());
        writer.Fail(WriteStep.WriteBytes, cause switch
        {
            "quota" => new IOException("Disk quota exceeded", QuotaExceeded),
            "size" => FileTooBig(value: 1),
            "read-only" => new IOException("Read-only file system", ReadOnlyFileSystem),
            "access" => new UnauthorizedAccessException("Access denied"),
            _ => new IOException("Input/output error", InputOutput),
        });

        PrxAuthException failure = await FailsAsync(error, () => WriteAsync(store, old));

        Assert.Contains(_fixture.WorkFile, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_full_disk_is_told_as_one()
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Skip("There is no /dev/full here.");
        }

        FileCredentialStore store = _fixture.Open(writer: new FullDiskWriter());

        await FailsAsync(PrxAuthError.StoreFull, () => WriteAsync(store, Sample()));
    }

    [Fact]
    public async Task A_temporary_that_a_killed_writer_left_is_gone_after_the_next_write()
    {
        FileCredentialStore store = _fixture.Open();
        Credential old = await WriteAsync(store, Sample());
        string[] before = _fixture.Files();
        await File.WriteAllTextAsync(_fixture.WorkFile + ".tmp", "half", Cancellation);

        Assert.Single(store.ListKeys(null));
        await WriteAsync(store, old);

        Assert.Equal(before, _fixture.Files());
    }

    [Fact]
    public async Task Half_a_pending_record_of_a_killed_sign_in_is_gone_after_the_next_write_or_sign_out()
    {
        FileCredentialStore store = _fixture.Open();
        Credential old = await WriteAsync(store, Sample());
        string half = Path.ChangeExtension(_fixture.WorkFile, ".pending.tmp");

        await File.WriteAllTextAsync(half, "half", Cancellation);
        await WriteAsync(store, old);
        Assert.False(File.Exists(half));

        await File.WriteAllTextAsync(half, "half", Cancellation);
        using ICredentialSection section = await store.EnterAsync(Work, LongWait, Cancellation);
        await section.DeleteAsync();
        Assert.False(File.Exists(half));
    }

    [Fact]
    public async Task A_temporary_that_is_a_link_is_replaced_and_not_followed()
    {
        FileCredentialStore store = _fixture.Open();
        Credential old = await WriteAsync(store, Sample());
        string victim = Path.Join(_fixture.Root, "victim");
        await File.WriteAllTextAsync(victim, "intact", Cancellation);
        File.CreateSymbolicLink(_fixture.WorkFile + ".tmp", victim);

        await WriteAsync(store, old);

        Assert.Equal("intact", await File.ReadAllTextAsync(victim, Cancellation));
        Assert.NotNull(await store.ReadAsync(Work, Cancellation));
    }

    // The form in which .NET reports EFBIG.
    private static ArgumentOutOfRangeException FileTooBig(int value) => new(nameof(value), value, "File too big");
}
