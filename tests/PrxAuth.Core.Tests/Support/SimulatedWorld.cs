using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Wire;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Support;

/// <summary>
/// A simulator, a machine with a config file and a data directory of their own, and sessions on it. The clock of both stands still
/// unless the test moves it.
/// </summary>
internal sealed class SimulatedWorld : IAsyncDisposable
{
    private const string MasterKey = "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // The clock stands still, and who is not asked to wait must not wait for it.
    private static RetryPolicy RetriesByThemselves => new(TimeProvider.System, () => 0);

    private readonly List<AuthSession> _sessions = [];
    private readonly string _root = Directory.CreateTempSubdirectory("prxauth-flows-").FullName;

    private SimulatedWorld(SimulatorServer server, FakeTimeProvider time, bool useSystemClock)
    {
        Server = server;
        Clock = time;
        Time = useSystemClock ? TimeProvider.System : time;
        Directory.CreateDirectory(DataHome);
        WriteConfig(server.CreateConfigToml());
        Environment["PRX_CONFIG"] = ConfigFile;
        Environment["PRX_DATA_HOME"] = DataHome;
        Environment["PRX_MASTER_KEY"] = MasterKey;
        Environment["BROWSER"] = "the-test-browser";
        Session = Open();
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public SimulatorServer Server { get; }

    public SimulatorControl Control => Server.Control;

    public FakeTimeProvider Clock { get; }

    public TimeProvider Time { get; }

    public Traffic Traffic { get; } = new();

    public HttpBrowser Browser { get; } = new();

    public ScriptedPerson Person { get; set; } = new();

    public AuthSession Session { get; }

    public ConcurrentDictionary<string, string> Environment { get; } = [];

    public string ConfigFile => Path.Join(_root, "config.toml");

    public string DataHome => Path.Join(_root, "data");

    public string SecretsDirectory => Path.Join(DataHome, "secrets");

    /// <summary>Starts a world.</summary>
    /// <param name="options">The simulator's, apart from its clock.</param>
    /// <param name="useSystemClock">Whether time goes by itself.</param>
    public static async Task<SimulatedWorld> StartAsync(SimulatorOptions? options = null, bool useSystemClock = false)
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        SimulatorServer server = await SimulatorServer.StartAsync(
            (options ?? new SimulatorOptions()) with { TimeProvider = useSystemClock ? TimeProvider.System : clock }, Cancellation);
        return new SimulatedWorld(server, clock, useSystemClock);
    }

    /// <summary>A session of its own, as another process would have.</summary>
    public AuthSession Open(IBrowserLauncher? browser = null, TimeProvider? time = null)
    {
        AuthSession session = AuthSession.Open(new AuthSessionOptions
        {
            Environment = name => Environment.GetValueOrDefault(name),
            Time = time ?? Time,
            CreateHandler = Traffic.CreateHandler,
            Retries = RetriesByThemselves,
            Browser = browser ?? Browser,
        });
        _sessions.Add(session);
        return session;
    }

    /// <summary>A session whose store is written by <paramref name="writer"/>. The caller disposes it.</summary>
    public AuthSession OpenWith(DurableWriter writer) => OpenWith(new FileCredentialStore(
        SecretsDirectory, KeySourceOptions.ForThisMachine(name => Environment.GetValueOrDefault(name)), TimeProvider.System, writer));

    /// <summary>A session with that store; beside one that is no store of files, who keeps pending sign-ins. The caller disposes it.</summary>
    public AuthSession OpenWith(ICredentialStore store, IPendingSignInStore? pendingSignIns = null) => AuthSession.Open(new AuthSessionOptions
    {
        Environment = name => Environment.GetValueOrDefault(name),
        Time = Time,
        CreateHandler = Traffic.CreateHandler,
        Retries = RetriesByThemselves,
        Browser = Browser,
        Store = store,
        PendingSignIns = pendingSignIns,
    });

    /// <summary>The store behind the sessions' backs.</summary>
    public FileCredentialStore OpenStore() =>
        new(SecretsDirectory, KeySourceOptions.ForThisMachine(name => Environment.GetValueOrDefault(name)), TimeProvider.System);

    /// <summary>Changes a stored profile behind the sessions' backs.</summary>
    public async Task<Credential> RewriteAsync(ProfileKey key, Func<Credential, Credential> change)
    {
        using FileCredentialStore store = OpenStore();
        using ICredentialSection section = await store.EnterAsync(key, s_patience, Cancellation);
        return await section.WriteAsync(change((await section.ReadAsync())!));
    }

    public void WriteConfig(string text)
    {
        File.WriteAllText(ConfigFile, text);
        // Older than the stamp's resolution on any clock, so that sessions may keep what they read.
        File.SetLastWriteTimeUtc(ConfigFile, DateTime.UtcNow.AddHours(-1).AddTicks(text.Length));
    }

    /// <summary>Changes the config file.</summary>
    public void EditConfig(Func<string, string> edit)
    {
        string before = File.ReadAllText(ConfigFile);
        string after = edit(before);
        Assert.NotEqual(before, after);
        WriteConfig(after);
    }

    public Task<Credential> SignInAsync(string provider, SignInFlow? flow = null, string? profile = null, AuthSession? session = null) =>
        SignInAsync(new SignInRequest { Provider = provider, Flow = flow, Profile = profile }, session);

    /// <summary>Signs in. A wait that goes by a clock which stands still ends here as a failure of the test.</summary>
    public Task<Credential> SignInAsync(SignInRequest request, AuthSession? session = null) =>
        (session ?? Session).SignIn.SignInAsync(request, Person, Cancellation).WaitAsync(s_patience);

    public async Task<Credential> GetAsync(
        string provider, string? profile = null, TimeSpan? minimumValidity = null, AuthSession? session = null)
    {
        AuthSession asked = session ?? Session;
        return await asked.Tokens.GetAsync(asked.Profiles.Select(provider, profile), minimumValidity, Cancellation).AsTask().WaitAsync(s_patience);
    }

    public Task<Credential> RenewAsync(string provider, string? profile = null, AuthSession? session = null)
    {
        AuthSession asked = session ?? Session;
        return asked.Tokens.RenewAsync(asked.Profiles.Select(provider, profile), Cancellation).WaitAsync(s_patience);
    }

    /// <summary>Runs work whose waits go by the fake clock: the clock runs whenever no request is under way.</summary>
    public async Task<T> RunClockAsync<T>(Task<T> work)
    {
        Traffic.ClockRuns = true;
        using var deadline = new CancellationTokenSource(s_patience);
        while (!work.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            if (Traffic.IsQuiet)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
            }

            await Task.WhenAny(work, Task.Delay(1, deadline.Token));
        }

        Traffic.ClockRuns = false;
        return await work;
    }

    /// <summary>Waits until the simulator has seen so many requests since its counts were reset.</summary>
    public async Task RequestArrivesAsync(string path, int count = 1)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        while (Control.Requests.Count(request => request.Path == path) < count)
        {
            await Task.Delay(1, deadline.Token);
        }
    }

    /// <summary>Expects cancelled work to end, though the clock stands still.</summary>
    public static async Task EndsAsync(Task work) =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.WaitAsync(TimeSpan.FromSeconds(20), Cancellation));

    /// <summary>What is on disk of every profile: its file and a digest of it.</summary>
    public IReadOnlyDictionary<string, string> SealedFiles() => Directory.Exists(SecretsDirectory)
        ? Directory.EnumerateFiles(SecretsDirectory, "*.sealed", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(SecretsDirectory, file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))
        : new Dictionary<string, string>();

    /// <summary>What every profile holds, apart from how often it was written and what is noted of a refresh under way. One that
    /// cannot be read counts by its bytes.</summary>
    public async Task<IReadOnlyDictionary<string, string>> LoginsAsync()
    {
        IReadOnlyDictionary<string, string> files = SealedFiles();
        var logins = new Dictionary<string, string>();
        using FileCredentialStore store = OpenStore();
        foreach (ProfileKey key in store.ListKeys(null))
        {
            try
            {
                Credential credential = (await store.ReadAsync(key, Cancellation))! with { RenewalSentAt = null, RenewalReplyLost = false };
                logins.Add(key.ToString(), Convert.ToHexString(SHA256.HashData(CredentialDocument.Write(credential))));
            }
            catch (PrxAuthException)
            {
                logins.Add(key.ToString(), files[Path.Join(key.Provider, key.Profile + ".sealed")]);
            }
        }

        return logins;
    }

    /// <summary>Expects a failure that leaves every login as it was.</summary>
    public async Task<PrxAuthException> FailsAsync(PrxAuthError error, Func<Task> action)
    {
        IReadOnlyDictionary<string, string> before = await LoginsAsync();
        PrxAuthException failure = await FailsAndChangesAsync(error, action);
        Assert.Equal(before, await LoginsAsync());
        return failure;
    }

    /// <summary>Expects a failure that may change profiles.</summary>
    public static async Task<PrxAuthException> FailsAndChangesAsync(PrxAuthError error, Func<Task> action)
    {
        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(action);
        Assert.True(error == failure.Error, $"{failure.Error} instead of {error}: {failure.Message}");
        Assert.NotEmpty(failure.Message);
        Assert.NotEmpty(failure.Recommendation);
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (AuthSession session in _sessions)
        {
            await session.Tokens.DrainAsync().WaitAsync(s_patience);
            session.Dispose();
        }

        await Browser.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
