using System.Text;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Storage;

public sealed class FileCredentialStoreTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(RawKey)]
    [InlineData("a passphrase")]
    public async Task What_is_written_is_read_by_another_process(string? masterKey)
    {
        Credential written = await WriteAsync(_fixture.Open(masterKey), Sample());

        Credential? read = await _fixture.Open(masterKey).ReadAsync(new ProfileKey("Google-Gemini", "WORK"), Cancellation);

        Assert.NotNull(read);
        Assert.Equal(1, written.Generation);
        Assert.Equal("google-gemini/Work", read.Key.ToString());
        Assert.Equal(written.Tokens.Scopes, read.Tokens.Scopes);
        Assert.Equal(written, read with { Tokens = read.Tokens with { Scopes = written.Tokens.Scopes } });
    }

    [Theory]
    [InlineData(SignInFlow.Browser)]
    [InlineData(SignInFlow.DeviceCode)]
    [InlineData(SignInFlow.Paste)]
    [InlineData(SignInFlow.ClientCredentials)]
    [InlineData(SignInFlow.GivenToken)]
    [InlineData(SignInFlow.Federated)]
    public async Task The_least_a_credential_can_hold_survives(SignInFlow flow)
    {
        Credential least = new()
        {
            Key = Work,
            Flow = flow,
            Tokens = new() { AccessToken = new Secret(AccessToken), ReceivedAt = DateTimeOffset.UnixEpoch },
            LoginRequiredReason = "revoked",
            CreatedAt = new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)),
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        await WriteAsync(_fixture.Open(), least);

        Credential? read = await _fixture.Open().ReadAsync(Work, Cancellation);

        Assert.NotNull(read);
        Assert.Empty(read.Tokens.Scopes);
        Assert.Equal(least with { Generation = 1 }, read with { Tokens = read.Tokens with { Scopes = least.Tokens.Scopes } });
    }

    [Fact]
    public async Task Reading_creates_nothing()
    {
        FileCredentialStore store = _fixture.Open();

        Assert.Null(await store.ReadAsync(Work, Cancellation));
        Assert.Empty(store.ListKeys(null));
        Assert.Empty(store.ListKeys("google-gemini"));
        Assert.Empty(await store.ListAsync(null, Cancellation).ToListAsync(Cancellation));
        Assert.False(Directory.Exists(Path.Join(_fixture.Root, "data")));
    }

    [Fact]
    public async Task A_profile_that_does_not_exist_is_null_beside_one_that_does()
    {
        FileCredentialStore store = _fixture.Open();
        await WriteAsync(store, Sample());

        Assert.Null(await store.ReadAsync(new ProfileKey("google-gemini", "home"), Cancellation));
        Assert.Null(await store.ReadAsync(new ProfileKey("github", "work"), Cancellation));
    }

    [Fact]
    public async Task Each_write_adds_one_generation_and_a_stale_one_is_refused()
    {
        FileCredentialStore store = _fixture.Open();
        Credential first = await WriteAsync(store, Sample());
        Credential second = await WriteAsync(store, first with { Account = "second" });

        PrxAuthException failure = await FailsAsync(
            PrxAuthError.GenerationConflict, () => WriteAsync(store, first with { Account = "stale" }));

        Assert.Equal(2, second.Generation);
        Assert.Contains("google-gemini/Work", failure.Message, StringComparison.Ordinal);
        Assert.Equal("second", (await store.ReadAsync(Work, Cancellation))?.Account);
        await FailsAsync(
            PrxAuthError.GenerationConflict, () => WriteAsync(store, Sample(new ProfileKey("github", "x")) with { Generation = 3 }));
    }

    [Fact]
    public async Task A_deleted_profile_is_gone_and_begins_anew()
    {
        FileCredentialStore store = _fixture.Open();
        await WriteAsync(store, await WriteAsync(store, Sample()));
        using (ICredentialSection section = await store.EnterAsync(Work, LongWait, Cancellation))
        {
            Assert.True(await section.DeleteAsync());
            Assert.False(await section.DeleteAsync());
            Assert.Null(await section.ReadAsync());
        }

        Assert.Equal(1, (await WriteAsync(store, Sample())).Generation);
    }

    [Fact]
    public async Task No_token_is_readable_anywhere_in_the_store()
    {
        await WriteAsync(_fixture.Open(), Sample());

        foreach (string file in Directory.EnumerateFiles(_fixture.StoreDirectory, "*", SearchOption.AllDirectories))
        {
            string text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation));
            Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
            Assert.DoesNotContain("ann+test", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_store_holds_what_the_format_page_says_and_nothing_else()
    {
        await WriteAsync(_fixture.Open(), Sample());

        Assert.Equal(
            [
                "google-gemini/work.lock", "google-gemini/work.sealed", "install.key", "install.key.copy", "store.json", "store.json.copy", "store.lock",
            ],
            _fixture.Files());
    }

    [Fact]
    public async Task A_listing_is_ordered_and_one_damaged_file_hides_no_other()
    {
        FileCredentialStore store = _fixture.Open();
        foreach ((string provider, string profile) in new[] { ("github", "b"), ("anthropic", "z"), ("github", "A"), ("github", "c") })
        {
            await WriteAsync(store, Sample(new ProfileKey(provider, profile)));
        }

        await File.WriteAllBytesAsync(_fixture.FileOf("github", "b"), [], Cancellation);

        List<CredentialEntry> all = await store.ListAsync(null, Cancellation).ToListAsync(Cancellation);
        List<CredentialEntry> github = await store.ListAsync("GitHub", Cancellation).ToListAsync(Cancellation);

        Assert.Equal(["anthropic/z", "github/A", "github/b", "github/c"], all.Select(static e => e.Key.ToString()));
        Assert.Equal([null, null, PrxAuthError.SealedFileDamaged, null], all.Select(static e => e.Failure?.Error));
        Assert.Equal(3, github.Count);
        Assert.Equal(["anthropic/z", "github/a", "github/b", "github/c"], store.ListKeys(null).Select(static k => k.ToString()));
        Assert.Empty(store.ListKeys("../github"));
    }

    [Fact]
    public async Task A_trouble_of_the_whole_store_ends_a_listing_at_once()
    {
        await WriteAsync(_fixture.Open(), Sample());
        _fixture.SetMachineId("fedcba9876543210fedcba9876543210");

        await FailsAsync(
            PrxAuthError.MachineChanged, async () => await _fixture.Open().ListAsync(null, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_damaged_file_is_reported_and_kept_until_the_next_sign_in_sets_it_aside()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        FileCredentialStore store = _fixture.Open(time: time);
        await WriteAsync(store, Sample());
        byte[] damaged = await File.ReadAllBytesAsync(_fixture.WorkFile, Cancellation);
        damaged[^1] ^= 1;
        await File.WriteAllBytesAsync(_fixture.WorkFile, damaged, Cancellation);

        PrxAuthException failure = await ReadFailsAsync(store, PrxAuthError.SealedFileDamaged);
        Assert.Contains("Connect-PrxAuth -Provider google-gemini -Profile Work", failure.Recommendation, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(_fixture.WorkFile, Cancellation));

        await WriteAsync(store, Sample());
        string aside = Path.Join(_fixture.StoreDirectory, "google-gemini", "work.damaged-20260102T030405Z");
        Assert.Equal(damaged, await File.ReadAllBytesAsync(aside, Cancellation));
        Assert.NotNull(await store.ReadAsync(Work, Cancellation));

        await File.WriteAllBytesAsync(_fixture.WorkFile, [1], Cancellation);
        await WriteAsync(store, Sample());
        Assert.Equal([1], await File.ReadAllBytesAsync(aside + "-2", Cancellation));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(aside, Cancellation));
    }

    [Fact]
    public async Task A_damaged_file_can_be_deleted()
    {
        FileCredentialStore store = _fixture.Open();
        await WriteAsync(store, Sample());
        await File.WriteAllBytesAsync(_fixture.WorkFile, [1, 2, 3], Cancellation);

        using ICredentialSection section = await store.EnterAsync(Work, LongWait, Cancellation);

        Assert.True(await section.DeleteAsync());
    }

    [Fact]
    public async Task A_file_copied_over_another_profile_or_renumbered_does_not_open()
    {
        FileCredentialStore store = _fixture.Open();
        await WriteAsync(store, Sample());
        await WriteAsync(store, Sample(new ProfileKey("google-gemini", "home")));

        File.Copy(_fixture.FileOf("google-gemini", "home"), _fixture.WorkFile, overwrite: true);
        await ReadFailsAsync(store, PrxAuthError.SealedFileDamaged);

        byte[] file = await File.ReadAllBytesAsync(_fixture.FileOf("google-gemini", "home"), Cancellation);
        file[8] = 9;
        await File.WriteAllBytesAsync(_fixture.FileOf("google-gemini", "home"), file, Cancellation);
        await FailsAsync(
            PrxAuthError.SealedFileDamaged, async () => await store.ReadAsync(new ProfileKey("google-gemini", "home"), Cancellation));
    }

    [Fact]
    public async Task A_file_larger_than_the_limit_is_not_read_into_memory()
    {
        FileCredentialStore store = _fixture.Open();
        await WriteAsync(store, Sample());
        await using (FileStream huge = new(_fixture.WorkFile, FileMode.Open))
        {
            huge.SetLength(1L << 32);
        }

        await ReadFailsAsync(store, PrxAuthError.SealedFileDamaged);
    }

    [Fact]
    public async Task Large_tokens_survive_and_absurd_ones_are_refused_before_anything_is_written()
    {
        FileCredentialStore store = _fixture.Open();
        Credential large = Sample() with { Subject = new string('s', 300_000) };
        await WriteAsync(store, large);

        await FailsAsync(
            PrxAuthError.StoreUnavailable,
            () => WriteAsync(store, large with { Generation = 1, Subject = new string('s', 1_100_000) }));

        Assert.Equal(large.Subject, (await store.ReadAsync(Work, Cancellation))?.Subject);
    }

    [Fact]
    public async Task A_store_that_another_process_made_anew_is_read_with_its_new_key()
    {
        FileCredentialStore resident = _fixture.Open();
        await WriteAsync(resident, Sample());
        Assert.NotNull(await resident.ReadAsync(Work, Cancellation));
        Directory.Delete(_fixture.StoreDirectory, recursive: true);
        await WriteAsync(_fixture.Open(), Sample(account: "new"));

        Assert.Equal("new", (await resident.ReadAsync(Work, Cancellation))?.Account);
    }

    [Fact]
    public async Task A_process_whose_store_was_deleted_makes_a_complete_new_one()
    {
        FileCredentialStore resident = _fixture.Open();
        await WriteAsync(resident, Sample());
        Directory.Delete(_fixture.StoreDirectory, recursive: true);

        await WriteAsync(resident, Sample(account: "new"));

        Assert.Equal("new", (await _fixture.Open().ReadAsync(Work, Cancellation))?.Account);
    }

    [Fact]
    public async Task A_section_takes_only_its_own_credential_and_nothing_after_its_end()
    {
        FileCredentialStore store = _fixture.Open();
        ICredentialSection section = await store.EnterAsync(Work, LongWait, Cancellation);

        await Assert.ThrowsAsync<ArgumentException>(async () => await section.WriteAsync(Sample(new ProfileKey("github", "x"))));
        section.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await section.WriteAsync(Sample()));
    }

    [Fact]
    public async Task A_disposed_store_reads_no_more()
    {
        FileCredentialStore store = _fixture.Open();
        await WriteAsync(store, Sample());
        store.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.ReadAsync(Work, Cancellation));
    }
}
