using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Tokens;
using Xunit;

namespace PrxAuth.Core.Tests.Storage;

/// <summary>A directory of its own with a machine id and room for one store.</summary>
public sealed class StoreFixture : IDisposable
{
    public const string MachineId = "0123456789abcdef0123456789abcdef";
    public const string AccessToken = "at-canary-5f1c7e";
    public const string RefreshToken = "rt-canary-93ab04";
    public const string RawKey = "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    public static readonly Argon2Cost CheapCost = new(64, 1);
    public static readonly ProfileKey Work = new("google-gemini", "Work");
    public static readonly TimeSpan LongWait = TimeSpan.FromSeconds(60);

    private readonly List<FileCredentialStore> _stores = [];

    public StoreFixture()
    {
        Root = Directory.CreateTempSubdirectory("prxauth-store-").FullName;
        SetMachineId(MachineId);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Root { get; }

    public string StoreDirectory => Path.Join(Root, "data", "secrets");

    public string MachineIdFile => Path.Join(Root, "machine-id");

    public string WorkFile => FileOf("google-gemini", "work");

    public string FileOf(string provider, string profile) => Path.Join(StoreDirectory, provider, profile + ".sealed");

    public string HeaderFile => Path.Join(StoreDirectory, "store.json");

    public string InstallSecretFile => Path.Join(StoreDirectory, "install.key");

    /// <summary>A file that all profiles hang on, and its copy.</summary>
    public static string[] Both(string path) => [path, path + ".copy"];

    public void SetMachineId(string id) => File.WriteAllText(MachineIdFile, id + "\n");

    /// <summary>A store object of its own, as another process would have.</summary>
    public FileCredentialStore Open(string? masterKey = null, TimeProvider? time = null, DurableWriter? writer = null, string? newMasterKey = null)
    {
        KeySourceOptions keys = Keys(MachineIdFile, masterKey) with { NewMasterKey = () => Secret.FromNullable(newMasterKey) };
        FileCredentialStore store = new(StoreDirectory, keys, time ?? TimeProvider.System, writer);
        _stores.Add(store);
        return store;
    }

    public static KeySourceOptions Keys(string machineIdFile, string? masterKey) => new()
    {
        Machine = new LinuxMachineIdentity(machineIdFile),
        MasterKey = () => Secret.FromNullable(masterKey),
        PassphraseCost = CheapCost,
    };

    public static Credential Sample(ProfileKey? key = null, string account = "ann+test@example.com")
    {
        DateTimeOffset now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        return new Credential
        {
            Key = key ?? Work,
            Flow = SignInFlow.DeviceCode,
            Account = account,
            Subject = "sub-1",
            ClientId = "client-1",
            CreatedAt = now,
            UpdatedAt = now.AddMinutes(1),
            Tokens = new TokenSet
            {
                AccessToken = new Secret(AccessToken),
                RefreshToken = new Secret(RefreshToken),
                IdToken = new Secret("id-canary-1d0c"),
                ExpiresAt = now.AddHours(1),
                RefreshTokenExpiresAt = now.AddDays(30),
                Scopes = ["openid", "profile"],
                ReceivedAt = now,
            },
            Service = new ServiceToken
            {
                Token = new Secret("st-canary-77aa"),
                ExpiresAt = now.AddMinutes(30),
                Endpoint = new Uri("https://api.example.com/v1"),
            },
        };
    }

    public static async Task<Credential> WriteAsync(FileCredentialStore store, Credential credential)
    {
        using ICredentialSection section = await store.EnterAsync(credential.Key, LongWait, Cancellation);
        return await section.WriteAsync(credential);
    }

    public static async Task<PrxAuthException> FailsAsync(PrxAuthError error, Func<Task> action)
    {
        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(action);
        Assert.Equal(error, failure.Error);
        Assert.NotEmpty(failure.Recommendation);
        return failure;
    }

    public static async Task<PrxAuthException> ReadFailsAsync(FileCredentialStore store, PrxAuthError error) =>
        await FailsAsync(error, async () => await store.ReadAsync(Work, Cancellation));

    public string[] Files() => Directory.Exists(StoreDirectory)
        ? [.. Directory.EnumerateFiles(StoreDirectory, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(StoreDirectory, file))
            .Order(StringComparer.Ordinal)]
        : [];

    public void Dispose()
    {
        _stores.ForEach(static store => store.Dispose());
        Directory.Delete(Root, recursive: true);
    }
}
