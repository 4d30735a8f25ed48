using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Tests.Storage;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Diagnosis;

/// <summary>The store's directories and files, each spoilt in one way.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StoreCheckTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task No_store_is_fine_and_none_is_made()
    {
        Finding[] findings = [.. await LookAtDirectoryAsync(), .. await LookAtFilesAsync()];

        findings.Says(FindingNames.StoreDirectory, FindingStatus.Ok, "no secrets store yet");
        findings.Says(FindingNames.DiskSpace, FindingStatus.Ok, "MiB are free");
        Assert.False(Directory.Exists(_fixture.StoreDirectory));
    }

    [Fact]
    public async Task A_store_as_it_was_written_is_fine()
    {
        await WriteAsync(_fixture.Open(), Sample());

        Finding[] findings = [.. await LookAtDirectoryAsync(), .. await LookAtFilesAsync()];

        Assert.All(findings, finding => Assert.Equal(FindingStatus.Ok, finding.Status));
        findings.Says(FindingNames.StoreFiles, FindingStatus.Ok, "7 files");
    }

    [Theory]
    [InlineData("", UnixFileMode.GroupWrite, FindingNames.StoreDirectory, FindingStatus.Failed)]
    [InlineData("google-gemini", UnixFileMode.OtherWrite, FindingNames.StoreDirectory, FindingStatus.Failed)]
    [InlineData("", UnixFileMode.OtherRead, FindingNames.StorePrivate, FindingStatus.Warning)]
    [InlineData("google-gemini", UnixFileMode.GroupExecute, FindingNames.StorePrivate, FindingStatus.Warning)]
    public async Task A_directory_that_is_open_to_others_is_told(string directory, UnixFileMode others, string name, FindingStatus status)
    {
        await WriteAsync(_fixture.Open(), Sample());
        string path = Path.TrimEndingDirectorySeparator(Path.Join(_fixture.StoreDirectory, directory));
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.UserExecute | others);

        (await LookAtDirectoryAsync()).Says(name, status, path, $"chmod 700 '{path}'");
    }

    [Fact]
    public async Task A_directory_above_that_everybody_can_write_is_told()
    {
        await WriteAsync(_fixture.Open(), Sample());
        string data = Path.Join(_fixture.Root, "data");
        File.SetUnixFileMode(data, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);

        Finding[] findings = await LookAtDirectoryAsync();

        Assert.Contains(findings, finding => finding is { Name: FindingNames.StoreDirectory, Status: FindingStatus.Failed }
            && finding.Recommendation!.Contains($"chmod o-w '{data}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_reached_through_a_link_of_ones_own_is_fine_and_said_to_be_one()
    {
        await WriteAsync(_fixture.Open(), Sample());
        Directory.Move(_fixture.StoreDirectory, _fixture.StoreDirectory + "-real");
        Directory.CreateSymbolicLink(_fixture.StoreDirectory, _fixture.StoreDirectory + "-real");

        (await LookAtDirectoryAsync()).Says(FindingNames.StoreDirectory, FindingStatus.Ok, $"(a link to '{_fixture.StoreDirectory}-real')");
    }

    [Fact]
    public async Task A_file_where_the_store_should_be_is_told()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_fixture.StoreDirectory)!);
        await File.WriteAllTextAsync(_fixture.StoreDirectory, "", Cancellation);

        (await LookAtDirectoryAsync()).Says(FindingNames.StoreDirectory, FindingStatus.Failed, "is a file");
    }

    [Fact]
    public async Task Little_room_is_warned_of() =>
        (await new StoreDirectoryCheck(_fixture.StoreDirectory, enough: long.MaxValue).LookAsync())
            .Says(FindingNames.DiskSpace, FindingStatus.Warning, "MiB are free", "Free some space");

    [Fact]
    public async Task A_directory_of_another_user_is_told()
    {
        await WriteAsync(_fixture.Open(), Sample());
        await Looking.GiveAwayAsync(_fixture.StoreDirectory);

        (await LookAtDirectoryAsync()).Says(FindingNames.StoreDirectory, FindingStatus.Failed, "uid 4711", "sudo chown");
    }

    [Fact]
    public async Task A_file_of_another_user_is_told()
    {
        await WriteAsync(_fixture.Open(), Sample());
        await Looking.GiveAwayAsync(_fixture.WorkFile);

        Finding found = (await LookAtFilesAsync()).Says(FindingNames.FileOwner, FindingStatus.Failed, "uid 4711", "sudo chown");
        Assert.Equal(_fixture.WorkFile, found.Target);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public async Task A_file_that_is_open_to_others_is_told(UnixFileMode others)
    {
        await WriteAsync(_fixture.Open(), Sample());
        File.SetUnixFileMode(_fixture.InstallSecretFile, OwnerOnly | others);

        (await LookAtFilesAsync()).Says(FindingNames.FilePrivate, FindingStatus.Failed, _fixture.InstallSecretFile, "chmod 600");
    }

    [Fact]
    public async Task A_symbolic_link_is_told_and_not_followed()
    {
        await WriteAsync(_fixture.Open(), Sample());
        string elsewhere = Path.Join(_fixture.Root, "elsewhere.sealed");
        File.Move(_fixture.WorkFile, elsewhere);
        File.CreateSymbolicLink(_fixture.WorkFile, elsewhere);

        (await LookAtFilesAsync()).Says(FindingNames.FileLink, FindingStatus.Warning, "is a symbolic link");
    }

    [Fact]
    public async Task A_second_name_of_a_file_is_told()
    {
        await WriteAsync(_fixture.Open(), Sample());
        using Process link = Process.Start("ln", [_fixture.WorkFile, Path.Join(_fixture.Root, "kept.sealed")]);
        await StoreChild.EndsWellAsync(link);

        (await LookAtFilesAsync()).Says(FindingNames.FileLink, FindingStatus.Warning, "has 2 names", "-samefile");
    }

    [Theory]
    [InlineData("google-gemini/work.sealed.tmp", FindingNames.FileLeftover)]
    [InlineData("store.json.tmp", FindingNames.FileLeftover)]
    [InlineData("google-gemini/work.damaged-20260102T030405Z", FindingNames.FileSetAside)]
    [InlineData("google-gemini/work.damaged-20260102T030405Z-2", FindingNames.FileSetAside)]
    [InlineData("google-gemini/Work.sealed", FindingNames.FileUnknown)]
    [InlineData("google-gemini/notes.txt", FindingNames.FileUnknown)]
    [InlineData("notes.txt", FindingNames.FileUnknown)]
    public async Task What_should_not_lie_there_is_told(string name, string finding)
    {
        await WriteAsync(_fixture.Open(), Sample());
        string path = Path.Join(_fixture.StoreDirectory, name);
        await File.WriteAllTextAsync(path, "", Cancellation);
        File.SetUnixFileMode(path, OwnerOnly);
        FakeTimeProvider later = new(DateTimeOffset.UtcNow.AddHours(1));

        Finding found = Assert.Single(await new StoreFilesCheck(new ProfilePaths(_fixture.StoreDirectory), later).LookAsync());

        Assert.Equal((finding, FindingStatus.Warning, path), (found.Name, found.Status, found.Target));
    }

    [Theory]
    [InlineData(-1, FindingNames.StoreFiles, FindingStatus.Ok)]
    [InlineData(1, FindingNames.FileLeftover, FindingStatus.Warning)]
    public async Task A_pending_sign_in_is_told_once_nobody_can_finish_it_any_more(int minutes, string name, FindingStatus status)
    {
        FileCredentialStore store = _fixture.Open();
        await WriteAsync(store, Sample());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await store.PendingSignIns.KeepAsync(
            new PendingSignIn
            {
                Key = Sample().Key,
                Flow = SignInFlow.Paste,
                ClientId = "client",
                Address = new Uri("https://provider.test/authorize"),
                RedirectUri = new Uri("http://127.0.0.1:8400/callback"),
                Scopes = [],
                StartedAt = now,
                ExpiresAt = now + PendingSignIn.Lifetime,
            },
            Cancellation);
        FakeTimeProvider later = new(now + PendingSignIn.Lifetime + TimeSpan.FromMinutes(minutes));

        Finding found = Assert.Single(await new StoreFilesCheck(new ProfilePaths(_fixture.StoreDirectory), later).LookAsync());

        Assert.Equal((name, status), (found.Name, found.Status));
        if (status == FindingStatus.Warning)
        {
            Assert.EndsWith(ProfilePaths.PendingExtension, found.Target, StringComparison.Ordinal);
            Assert.Contains("nobody finished", found.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_directory_inside_a_providers_is_not_ours()
    {
        await WriteAsync(_fixture.Open(), Sample());
        Directory.CreateDirectory(Path.Join(_fixture.StoreDirectory, "google-gemini", "deeper"));

        (await LookAtFilesAsync()).Says(FindingNames.FileUnknown, FindingStatus.Warning, "deeper");
    }

    [Fact]
    public async Task A_write_that_may_be_under_way_is_no_leftover()
    {
        await WriteAsync(_fixture.Open(), Sample());
        string path = _fixture.WorkFile + ".tmp";
        await File.WriteAllTextAsync(path, "", Cancellation);
        File.SetUnixFileMode(path, OwnerOnly);

        (await LookAtFilesAsync()).Says(FindingNames.StoreFiles, FindingStatus.Ok, "8 files");
    }

    private Task<Finding[]> LookAtDirectoryAsync() => new StoreDirectoryCheck(_fixture.StoreDirectory).LookAsync();

    private Task<Finding[]> LookAtFilesAsync() =>
        new StoreFilesCheck(new ProfilePaths(_fixture.StoreDirectory), TimeProvider.System).LookAsync();
}
