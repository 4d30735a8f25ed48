using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class StoreTrustTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    private readonly StoreFixture _fixture = new();

    public StoreTrustTests()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
        }
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Everything_is_for_the_owner_alone_even_without_a_umask()
    {
        using Process child = StoreChild.Start(_fixture, StoreChild.Increment, 1, shellPrefix: "umask 000;");
        await StoreChild.EndsWellAsync(child);

        foreach (string directory in new[] { "data", "data/secrets", "data/secrets/google-gemini" })
        {
            Assert.Equal(OwnerOnlyDirectory, File.GetUnixFileMode(Path.Join(_fixture.Root, directory)));
        }

        Assert.Equal(7, _fixture.Files().Length);
        Assert.All(_fixture.Files(), file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Join(_fixture.StoreDirectory, file))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("google-gemini")]
    public async Task A_directory_that_others_can_write_is_refused(string directory)
    {
        await WriteAsync(_fixture.Open(), Sample());
        string path = Path.TrimEndingDirectorySeparator(Path.Join(_fixture.StoreDirectory, directory));
        File.SetUnixFileMode(path, OwnerOnlyDirectory | UnixFileMode.GroupWrite);

        PrxAuthException failure = await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreUntrusted);

        Assert.Contains($"chmod 700 '{path}'", failure.Recommendation, StringComparison.Ordinal);
        await FailsAsync(PrxAuthError.StoreUntrusted, () => WriteAsync(_fixture.Open(), Sample() with { Generation = 1 }));
    }

    [Fact]
    public async Task A_store_below_a_directory_that_everybody_can_write_is_refused_unless_that_is_sticky()
    {
        await WriteAsync(_fixture.Open(), Sample());
        string data = Path.Join(_fixture.Root, "data");
        UnixFileMode everybody = OwnerOnlyDirectory | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(data, everybody);
        await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreUntrusted);

        File.SetUnixFileMode(data, everybody | UnixFileMode.StickyBit);

        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
    }

    [Fact]
    public async Task An_install_secret_that_others_can_read_is_refused()
    {
        await WriteAsync(_fixture.Open(), Sample());
        File.SetUnixFileMode(_fixture.InstallSecretFile, OwnerOnly | UnixFileMode.OtherRead);

        PrxAuthException failure = await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreUntrusted);

        Assert.Contains("chmod 600", failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_reached_through_a_link_of_ones_own_is_used()
    {
        string elsewhere = Path.Join(_fixture.Root, "elsewhere");
        Directory.CreateDirectory(elsewhere, OwnerOnlyDirectory);
        Directory.CreateSymbolicLink(Path.Join(_fixture.Root, "data"), "elsewhere");

        await WriteAsync(_fixture.Open(), Sample());

        Assert.True(File.Exists(Path.Join(elsewhere, "secrets", "store.json")));
    }

    [Fact]
    public async Task What_a_link_points_to_is_looked_at_as_well()
    {
        string elsewhere = Path.Join(_fixture.Root, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        File.SetUnixFileMode(elsewhere, OwnerOnlyDirectory | UnixFileMode.OtherWrite);
        Directory.CreateSymbolicLink(Path.Join(_fixture.Root, "data"), elsewhere);

        await FailsAsync(PrxAuthError.StoreUntrusted, () => WriteAsync(_fixture.Open(), Sample()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_or_link_of_another_user_is_refused(bool link)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only root on Linux can give a file away.");
        }

        await WriteAsync(_fixture.Open(), Sample());
        string given = _fixture.StoreDirectory;
        if (link)
        {
            Directory.Move(given, given + "-real");
            Directory.CreateSymbolicLink(given, given + "-real");
        }

        using Process chown = Process.Start("chown", ["-h", "4711", given]);
        await StoreChild.EndsWellAsync(chown);

        PrxAuthException failure = await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreUntrusted);

        Assert.Contains("4711", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_may_not_be_written_is_told_as_one_and_still_read()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Modes do not bind root.");
        }

        await WriteAsync(_fixture.Open(), Sample());
        string directory = Path.Join(_fixture.StoreDirectory, "google-gemini");
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await FailsAsync(PrxAuthError.StoreNotWritable, () => WriteAsync(_fixture.Open(), Sample() with { Generation = 1 }));

        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
        File.SetUnixFileMode(directory, OwnerOnlyDirectory);
    }
}
