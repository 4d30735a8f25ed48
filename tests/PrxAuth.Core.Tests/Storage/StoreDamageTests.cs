using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Storage;

/// <summary>Whatever happens to one file, the rest works, nothing readable is lost, and what is damaged is kept and named.</summary>
public sealed class StoreDamageTests : IDisposable
{
    private static readonly ProfileKey s_home = new("google-gemini", "home");

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    public static TheoryData<string> Damages => ["missing", "empty", "half", "flipped", "longer"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task The_header_has_a_copy_that_stands_in_and_mends_it(string damage)
    {
        await StandsInAndMendsAsync(_fixture.HeaderFile, damage);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task The_install_secret_has_a_copy_that_stands_in_and_mends_it(string damage)
    {
        await StandsInAndMendsAsync(_fixture.InstallSecretFile, damage);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_copy_is_made_good_with_the_next_write(string damage)
    {
        await WriteAsync(_fixture.Open(), Sample());
        foreach (string path in new[] { _fixture.HeaderFile, _fixture.InstallSecretFile })
        {
            Damage(path + ".copy", damage);
        }

        await WriteAsync(_fixture.Open(), Sample(s_home));

        foreach (string path in new[] { _fixture.HeaderFile, _fixture.InstallSecretFile })
        {
            Assert.Equal(await File.ReadAllBytesAsync(path, Cancellation), await File.ReadAllBytesAsync(path + ".copy", Cancellation));
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_profile_hides_no_other_and_is_kept(string damage)
    {
        await WriteAsync(_fixture.Open(), Sample());
        await WriteAsync(_fixture.Open(), Sample(s_home));
        Damage(_fixture.WorkFile, damage);
        byte[]? damaged = File.Exists(_fixture.WorkFile) ? await File.ReadAllBytesAsync(_fixture.WorkFile, Cancellation) : null;

        CredentialEntry[] entries = await _fixture.Open().ListAsync(null, Cancellation).ToArrayAsync(Cancellation);
        Assert.NotNull(entries.Single(entry => entry.Key == s_home).Credential);
        if (damaged is null)
        {
            Assert.Single(entries);
            return;
        }

        Assert.Equal(PrxAuthError.SealedFileDamaged, entries.Single(entry => entry.Key == Work).Failure!.Error);
        await WriteAsync(_fixture.Open(), Sample());
        string aside = Assert.Single(_fixture.Files(), file => file.Contains("work.damaged-", StringComparison.Ordinal));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(Path.Join(_fixture.StoreDirectory, aside), Cancellation));
        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
    }

    [Fact]
    public async Task Files_of_two_profiles_that_were_swapped_open_under_neither_name()
    {
        await WriteAsync(_fixture.Open(), Sample());
        await WriteAsync(_fixture.Open(), Sample(s_home));
        string home = _fixture.FileOf("google-gemini", "home");
        File.Move(_fixture.WorkFile, _fixture.WorkFile + ".x");
        File.Move(home, _fixture.WorkFile);
        File.Move(_fixture.WorkFile + ".x", home);

        CredentialEntry[] entries = await _fixture.Open().ListAsync(null, Cancellation).ToArrayAsync(Cancellation);

        Assert.All(entries, entry => Assert.Equal(PrxAuthError.SealedFileDamaged, entry.Failure!.Error));
        File.Move(home, _fixture.WorkFile + ".x");
        File.Move(_fixture.WorkFile, home);
        File.Move(_fixture.WorkFile + ".x", _fixture.WorkFile);
        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
    }

    [Fact]
    public async Task An_old_generation_that_was_put_back_is_read_but_never_renewed_from_and_kept_when_the_next_one_comes()
    {
        await WriteAsync(_fixture.Open(), Sample());
        byte[] old = await File.ReadAllBytesAsync(_fixture.WorkFile, Cancellation);
        await WriteAsync(_fixture.Open(), Sample() with { Generation = 1 });
        await WriteAsync(_fixture.Open(), Sample() with { Generation = 2 });
        byte[] newest = await File.ReadAllBytesAsync(_fixture.WorkFile, Cancellation);
        await File.WriteAllBytesAsync(_fixture.WorkFile, old, Cancellation);

        Assert.Equal(1, (await _fixture.Open().ReadAsync(Work, Cancellation))!.Generation);
        PrxAuthException failure = await FailsAsync(PrxAuthError.SealedFileOutdated, () => ReadInSectionAsync());
        Assert.Contains("generation 1, and 3 has been written", failure.Message, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(_fixture.WorkFile, newest, Cancellation);
        Assert.Equal(3, (await ReadInSectionAsync())!.Generation);

        await File.WriteAllBytesAsync(_fixture.WorkFile, old, Cancellation);
        await WriteAsync(_fixture.Open(), Sample());
        string aside = Assert.Single(_fixture.Files(), file => file.Contains("work.damaged-", StringComparison.Ordinal));
        Assert.Equal(old, await File.ReadAllBytesAsync(Path.Join(_fixture.StoreDirectory, aside), Cancellation));
        Assert.Equal(1, (await ReadInSectionAsync())!.Generation);
    }

    [Fact]
    public async Task A_profile_that_was_deleted_and_made_again_begins_anew()
    {
        await WriteAsync(_fixture.Open(), Sample());
        await WriteAsync(_fixture.Open(), Sample() with { Generation = 1 });
        using (ICredentialSection section = await _fixture.Open().EnterAsync(Work, LongWait, Cancellation))
        {
            Assert.True(await section.DeleteAsync());
        }

        await WriteAsync(_fixture.Open(), Sample());

        Assert.Equal(1, (await ReadInSectionAsync())!.Generation);
    }

    [Fact]
    public async Task A_lock_with_another_name_elsewhere_is_refused_and_the_other_untouched()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only Linux tells how many names a file has.");
        }

        await WriteAsync(_fixture.Open(), Sample());
        string target = Path.Join(_fixture.Root, "elsewhere");
        await File.WriteAllTextAsync(target, "mine and long enough", Cancellation);
        string lockFile = Path.ChangeExtension(_fixture.WorkFile, ".lock");
        File.Delete(lockFile);
        using (var ln = System.Diagnostics.Process.Start("ln", [target, lockFile]))
        {
            await ln.WaitForExitAsync(Cancellation);
        }

        await FailsAsync(PrxAuthError.StoreUntrusted, () => WriteAsync(_fixture.Open(), Sample() with { Generation = 1 }));
        Assert.Equal("mine and long enough", await File.ReadAllTextAsync(target, Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_directory_that_is_deleted_under_a_running_process_costs_what_was_in_it_and_no_more(bool wholeStore)
    {
        FileCredentialStore running = _fixture.Open();
        await WriteAsync(running, Sample());
        Directory.Delete(wholeStore ? _fixture.StoreDirectory : Path.GetDirectoryName(_fixture.WorkFile)!, recursive: true);

        Assert.Null(await running.ReadAsync(Work, Cancellation));
        Assert.Empty(await running.ListAsync(null, Cancellation).ToArrayAsync(Cancellation));
        await WriteAsync(running, Sample());

        Assert.NotNull(await running.ReadAsync(Work, Cancellation));
        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
    }

    [Fact]
    public async Task A_pipe_or_a_link_in_the_place_of_a_file_is_refused_at_once()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links and pipes of Unix.");
        }

        await WriteAsync(_fixture.Open(), Sample());
        File.Move(_fixture.WorkFile, _fixture.WorkFile + ".real");
        File.CreateSymbolicLink(_fixture.WorkFile, _fixture.WorkFile + ".real");
        await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreUntrusted);

        File.Delete(_fixture.WorkFile);
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_fixture.WorkFile]))
        {
            await mkfifo.WaitForExitAsync(Cancellation);
        }

        await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreUnavailable);
    }

    [Fact]
    public async Task A_lock_that_is_a_link_is_refused_and_its_target_untouched()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links of Unix.");
        }

        await WriteAsync(_fixture.Open(), Sample());
        string target = Path.Join(_fixture.Root, "elsewhere");
        string lockFile = Path.ChangeExtension(_fixture.WorkFile, ".lock");
        File.Delete(lockFile);
        File.CreateSymbolicLink(lockFile, target);

        await FailsAsync(PrxAuthError.StoreUntrusted, () => WriteAsync(_fixture.Open(), Sample() with { Generation = 1 }));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task A_temporary_that_is_a_link_is_replaced_and_its_target_untouched()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links of Unix.");
        }

        await WriteAsync(_fixture.Open(), Sample());
        string target = Path.Join(_fixture.Root, "elsewhere");
        await File.WriteAllTextAsync(target, "mine", Cancellation);
        File.CreateSymbolicLink(_fixture.WorkFile + ".tmp", target);

        await WriteAsync(_fixture.Open(), Sample() with { Generation = 1 });

        Assert.Equal("mine", await File.ReadAllTextAsync(target, Cancellation));
        Assert.Equal(2, (await _fixture.Open().ReadAsync(Work, Cancellation))!.Generation);
    }

    private async Task<Credential?> ReadInSectionAsync()
    {
        using ICredentialSection section = await _fixture.Open().EnterAsync(Work, LongWait, Cancellation);
        return await section.ReadAsync();
    }

    private async Task StandsInAndMendsAsync(string path, string damage)
    {
        await WriteAsync(_fixture.Open(), Sample());
        byte[] whole = await File.ReadAllBytesAsync(path, Cancellation);
        Damage(path, damage);

        // Reading mends nothing: it has no lock.
        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
        await WriteAsync(_fixture.Open(), Sample(s_home));

        Assert.Equal(whole, await File.ReadAllBytesAsync(path, Cancellation));
        Assert.Equal(damage == "missing" ? 0 : 1, _fixture.Files().Count(file => file.Contains(".damaged-", StringComparison.Ordinal)));
        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
        Assert.NotNull(await _fixture.Open().ReadAsync(s_home, Cancellation));
    }

    private static void Damage(string path, string damage)
    {
        byte[] bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "missing":
                File.Delete(path);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "half":
                File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
                break;
            case "flipped":
                bytes[bytes.Length / 3] ^= 0x80;
                File.WriteAllBytes(path, bytes);
                break;
            default:
                File.WriteAllBytes(path, [.. bytes, 0]);
                break;
        }
    }
}
