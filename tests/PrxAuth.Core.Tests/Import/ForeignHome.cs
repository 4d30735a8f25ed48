using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Core.Import;
using PrxAuth.Core.Profiles;
using Xunit;

namespace PrxAuth.Core.Tests.Import;

/// <summary>A home directory with other tools' files in it, and a session beside them.</summary>
internal sealed class ForeignHome : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prxauth-import-");
    private readonly Dictionary<string, string> _environment;

    public ForeignHome()
    {
        _environment = new()
        {
            ["HOME"] = _directory.FullName,
            ["USERPROFILE"] = _directory.FullName,
            ["PRX_CONFIG"] = PathOf("config.toml"),
            ["PRX_DATA_HOME"] = PathOf("data"),
            ["PRX_MASTER_KEY"] = new string('7', 64),
        };
        Session = AuthSession.Open(new AuthSessionOptions { Environment = name => _environment.GetValueOrDefault(name), Time = new FakeTimeProvider(Now) });
    }

    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public AuthSession Session { get; }

    /// <summary>A token that tells what it claims, as the tools keep them; nobody checks its signature.</summary>
    public static string Jwt(string claims) =>
        $"{Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2lnbmF0dXJl";

    public string PathOf(string name) => Path.Join(_directory.FullName, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        string file = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return file;
    }

    public void Set(string variable, string value) => _environment[variable] = value;

    public IReadOnlyList<FoundLogin> Find(string tool, string? path = null, string? profile = null) => Session.Import.Find(tool, path, profile);

    /// <summary>Writes a file and gives the one login in it.</summary>
    public FoundLogin FindOne(string tool, string text) => Assert.Single(Find(tool, Write("source", text)));

    public Task<ImportResult> ImportAsync(FoundLogin login, bool force = false) =>
        Session.Import.ImportAsync(login, force, TestContext.Current.CancellationToken);

    public async Task<Credential?> StoredAsync(string provider, string profile) =>
        await Session.SealedStore!.ReadAsync(new ProfileKey(provider, profile), TestContext.Current.CancellationToken);

    /// <summary>Expects a failure that names the file.</summary>
    public PrxAuthException Fails(PrxAuthError error, string tool, string path)
    {
        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => Find(tool, path));
        Assert.Equal(error, failure.Error);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Equal(path, failure.Target);
        Assert.NotEmpty(failure.Recommendation);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
        return failure;
    }

    public void Dispose()
    {
        Session.Dispose();
        _directory.Delete(recursive: true);
    }
}
