using System.Text.Json.Nodes;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Keys;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Storage;

/// <summary>Sealing a store anew: wherever it is stopped, every profile opens by what the header says, and running it again ends it.</summary>
public sealed class StoreResealTests : IDisposable
{
    private const string OtherRawKey = "hex:ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string Passphrase = "correct horse battery staple";

    private static readonly ProfileKey[] s_keys = [new("corp", "a"), new("corp", "b"), Work];

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(null, RawKey, SealedBy.MasterKey, KeySource.Machine, KeySource.RawKey)]
    [InlineData(null, Passphrase, SealedBy.MasterKey, KeySource.Machine, KeySource.Passphrase)]
    [InlineData(RawKey, null, SealedBy.Machine, KeySource.RawKey, KeySource.Machine)]
    [InlineData(RawKey, OtherRawKey, null, KeySource.RawKey, KeySource.RawKey)]
    [InlineData(RawKey, Passphrase, null, KeySource.RawKey, KeySource.Passphrase)]
    [InlineData(Passphrase, Passphrase, null, KeySource.Passphrase, KeySource.Passphrase)]
    [InlineData(null, null, null, KeySource.Machine, KeySource.Machine)]
    public async Task A_store_is_sealed_anew(string? before, string? after, SealedBy? by, KeySource sourceBefore, KeySource sourceAfter)
    {
        await FillAsync(_fixture.Open(before));
        string header = await File.ReadAllTextAsync(_fixture.HeaderFile, Cancellation);
        using FileCredentialStore store = _fixture.Open(before, newMasterKey: after);

        ResealResult result = await store.ResealAsync(new ResealRequest { By = by }, Cancellation);

        Assert.Equal((sourceBefore, sourceAfter, s_keys.Length, 0), (result.Before, result.After, result.Profiles, result.Damaged.Count));
        await AllOpenAsync(store);
        await AllOpenAsync(_fixture.Open(sourceAfter == KeySource.Machine ? null : after));
        JsonObject now = JsonNode.Parse(await File.ReadAllTextAsync(_fixture.HeaderFile, Cancellation))!.AsObject();
        Assert.Null(now["previous"]);
        Assert.NotEqual(JsonNode.Parse(header)!["key_check"]!.GetValue<string>(), now["key_check"]!.GetValue<string>());
        Assert.Equal(sourceAfter == KeySource.Machine ? 2 : 0, _fixture.Files().Count(file => file.Contains(".key", StringComparison.Ordinal)));
        Assert.DoesNotContain(_fixture.Files(), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_former_key_opens_nothing_any_more()
    {
        await FillAsync(_fixture.Open(RawKey));
        using FileCredentialStore store = _fixture.Open(RawKey, newMasterKey: OtherRawKey);

        await store.ResealAsync(new ResealRequest(), Cancellation);

        await ReadFailsAsync(_fixture.Open(RawKey), PrxAuthError.MasterKeyWrong);
    }

    [Fact]
    public async Task A_session_that_is_open_meanwhile_goes_on()
    {
        FileCredentialStore running = _fixture.Open();
        await FillAsync(running);

        await _fixture.Open().ResealAsync(new ResealRequest(), Cancellation);

        await AllOpenAsync(running);
        Credential credential = (await running.ReadAsync(Work, Cancellation))!;
        await WriteAsync(running, credential);
        await AllOpenAsync(_fixture.Open());
    }

    [Fact]
    public async Task The_key_that_seals_it_already_is_no_new_key()
    {
        await FillAsync(_fixture.Open(RawKey));

        await FailsAsync(PrxAuthError.MasterKeyUnchanged, () => _fixture.Open(RawKey).ResealAsync(new ResealRequest(), Cancellation));

        await AllOpenAsync(_fixture.Open(RawKey));
    }

    [Fact]
    public async Task Without_a_key_or_a_store_nothing_is_changed()
    {
        await FailsAsync(PrxAuthError.StoreMissing, () => _fixture.Open().ResealAsync(new ResealRequest(), Cancellation));
        Assert.Empty(_fixture.Files());
        await FillAsync(_fixture.Open());
        byte[] header = await File.ReadAllBytesAsync(_fixture.HeaderFile, Cancellation);

        await FailsAsync(
            PrxAuthError.MasterKeyMissing, () => _fixture.Open().ResealAsync(new ResealRequest { By = SealedBy.MasterKey }, Cancellation));

        Assert.Equal(header, await File.ReadAllBytesAsync(_fixture.HeaderFile, Cancellation));
        await AllOpenAsync(_fixture.Open());
    }

    [Fact]
    public async Task A_higher_cost_for_the_passphrase_is_taken_with_the_next_key()
    {
        await FillAsync(_fixture.Open(Passphrase));
        KeySourceOptions dearer = Keys(_fixture.MachineIdFile, Passphrase) with { PassphraseCost = new Argon2Cost(128, 2) };
        using FileCredentialStore store = new(_fixture.StoreDirectory, dearer, TimeProvider.System);

        await store.ResealAsync(new ResealRequest(), Cancellation);

        JsonNode kdf = JsonNode.Parse(await File.ReadAllTextAsync(_fixture.HeaderFile, Cancellation))!["kdf"]!;
        Assert.Equal((128, 2), (kdf["memory_kib"]!.GetValue<int>(), kdf["passes"]!.GetValue<int>()));
        await AllOpenAsync(_fixture.Open(Passphrase));
    }

    [Fact]
    public async Task A_damaged_profile_is_named_and_left_as_it_is()
    {
        await FillAsync(_fixture.Open());
        byte[] damaged = await File.ReadAllBytesAsync(_fixture.WorkFile, Cancellation);
        damaged[^1] ^= 1;
        await File.WriteAllBytesAsync(_fixture.WorkFile, damaged, Cancellation);

        ResealResult result = await _fixture.Open().ResealAsync(new ResealRequest(), Cancellation);

        Assert.Equal(Work, Assert.Single(result.Damaged));
        Assert.Equal(2, result.Profiles);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(_fixture.WorkFile, Cancellation));
    }

    [Theory]
    [InlineData(null, null, SealedBy.Machine)]
    [InlineData(null, RawKey, SealedBy.MasterKey)]
    [InlineData(RawKey, null, SealedBy.Machine)]
    [InlineData(RawKey, OtherRawKey, SealedBy.MasterKey)]
    public async Task Stopped_after_any_step_everything_opens_and_running_it_again_ends_it(string? before, string? after, SealedBy by)
    {
        int steps = 0;
        for (bool isDone = false; !isDone; steps++)
        {
            using var fixture = new StoreFixture();
            await FillAsync(fixture.Open(before));
            var writer = new DyingWriter(steps);
            try
            {
                await fixture.Open(before, writer: writer, newMasterKey: after).ResealAsync(new ResealRequest { By = by }, Cancellation);
                isDone = true;
            }
            catch (InvalidOperationException)
            {
                // Dead: not even the writer's own tidying ran.
            }

            // Both keys are at hand, as they are for whoever has just tried.
            await AllOpenAsync(fixture.Open(before, newMasterKey: after));
            await WriteAsync(fixture.Open(before, newMasterKey: after), (await fixture.Open(before, newMasterKey: after).ReadAsync(Work, Cancellation))!);
            using FileCredentialStore again = fixture.Open(before, newMasterKey: after);
            bool isAlreadySealedSo = false;
            try
            {
                await again.ResealAsync(new ResealRequest { By = by }, Cancellation);
            }
            catch (PrxAuthException e) when (e.Error == PrxAuthError.MasterKeyUnchanged && after is not null)
            {
                isAlreadySealedSo = true;
            }

            Assert.True(!isAlreadySealedSo || by == SealedBy.MasterKey);
            await AllOpenAsync(fixture.Open(by == SealedBy.Machine ? null : after));
            Assert.DoesNotContain("previous", await File.ReadAllTextAsync(fixture.HeaderFile, Cancellation), StringComparison.Ordinal);
            Assert.Equal(by == SealedBy.Machine ? 2 : 0, fixture.Files().Count(file => file.Contains(".key", StringComparison.Ordinal)));
            Assert.DoesNotContain(fixture.Files(), file => file.Contains("damaged", StringComparison.Ordinal));
        }

        // The headers and the secrets twice each, and each profile, with five steps a write.
        Assert.True(steps > 25, $"Only {steps} steps were seen.");
    }

    [Fact]
    public async Task A_writer_on_its_way_is_waited_for_before_its_key_is_forgotten()
    {
        await FillAsync(_fixture.Open());
        using var writer = new PausedWriter();
        using var time = new WatchedTime();
        ProfileKey key = new("corp", "on-its-way");
        Task<Credential> writing = Task.Run(() => WriteAsync(_fixture.Open(writer: writer), Sample(key)), Cancellation);
        await writer.Paused;
        Task<ResealResult> sealing = Task.Run(() => _fixture.Open(time: time).ResealAsync(new ResealRequest(), Cancellation), Cancellation);

        Task first = await Task.WhenAny(sealing, time.Waited);
        writer.GoOn();
        await writing;
        await sealing;

        Assert.Same(time.Waited, first);
        Assert.NotNull(await _fixture.Open().ReadAsync(key, Cancellation));
    }

    [Fact]
    public async Task Writers_and_readers_go_on_while_it_runs_and_lose_nothing()
    {
        FileCredentialStore[] stores = [.. Enumerable.Range(0, 4).Select(_ => _fixture.Open())];
        await FillAsync(stores[0]);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        int written = 0;
        Task[] workers = [.. stores.Select((store, i) => Task.Run(
            async () =>
            {
                for (int n = 0; !stopping.IsCancellationRequested; n++)
                {
                    ProfileKey key = n % 3 == 0 ? new ProfileKey("corp", $"new-{i}-{n}") : s_keys[n % s_keys.Length];
                    using (ICredentialSection section = await store.EnterAsync(key, LongWait, Cancellation))
                    {
                        await section.WriteAsync(await section.ReadAsync() ?? Sample(key));
                    }

                    Interlocked.Increment(ref written);
                    Assert.NotNull(await store.ReadAsync(s_keys[(n + i) % s_keys.Length], Cancellation));
                }
            },
            Cancellation))];

        for (int round = 0; round < 5; round++)
        {
            await _fixture.Open().ResealAsync(new ResealRequest(), Cancellation);
        }

        await stopping.CancelAsync();
        await Task.WhenAll(workers);
        Assert.True(written > 0);
        CredentialEntry[] entries = await _fixture.Open().ListAsync(null, Cancellation).ToArrayAsync(Cancellation);
        Assert.All(entries, entry => Assert.NotNull(entry.Credential));
        Assert.DoesNotContain(_fixture.Files(), file => file.Contains("damaged", StringComparison.Ordinal));
    }

    private static async Task FillAsync(FileCredentialStore store)
    {
        foreach (ProfileKey key in s_keys)
        {
            await WriteAsync(store, Sample(key));
        }
    }

    private static async Task AllOpenAsync(FileCredentialStore store)
    {
        foreach (ProfileKey key in s_keys)
        {
            Credential credential = (await store.ReadAsync(key, Cancellation))!;
            Assert.Equal(RefreshToken, credential.Tokens.RefreshToken!.Reveal());
        }
    }

    /// <summary>Ends like a process that is killed: at some step, and nothing after it runs.</summary>
    private sealed class DyingWriter(int stepsToLive) : DurableWriter
    {
        private int _left = stepsToLive;

        protected override FileStream CreateTemporary(string path, int room = 0)
        {
            LiveOrDie();
            return base.CreateTemporary(path, room);
        }

        protected override void WriteBytes(FileStream stream, ReadOnlySpan<byte> content)
        {
            LiveOrDie();
            base.WriteBytes(stream, content);
        }

        protected override void FlushFile(FileStream stream)
        {
            LiveOrDie();
            base.FlushFile(stream);
        }

        protected override void Replace(string temporary, string path)
        {
            LiveOrDie();
            base.Replace(temporary, path);
        }

        protected override void FlushDirectory(string path)
        {
            LiveOrDie();
            base.FlushDirectory(path);
        }

        // Not an exception of the file system: the writer does not tidy up after it, nor try again.
        private void LiveOrDie()
        {
            if (_left-- <= 0)
            {
                throw new InvalidOperationException("killed");
            }
        }
    }
}
