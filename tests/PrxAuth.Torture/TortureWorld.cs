using System.Text;
using PrxAuth.Core;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Simulator;
using PrxAuth.Torture.Listening;

namespace PrxAuth.Torture;

/// <summary>A provider that rotates refresh tokens and forgives no reuse, and a machine with a config file and a store.</summary>
internal sealed class TortureWorld : IAsyncDisposable
{
    public const string Provider = "corp";

    private readonly string _root = Directory.CreateTempSubdirectory("prxauth-torture-").FullName;
    private readonly TortureBrowser _browser = new();
    private int _homes;
    private int _refusedGrants;
    private volatile TaskCompletionSource _tokenRequest = new();

    private TortureWorld()
    {
    }

    /// <summary>Whether a store can be sealed by this machine at all: many containers have no identity.</summary>
    public static bool HasMachineIdentity => !OperatingSystem.IsLinux() || File.Exists("/etc/machine-id");

    public SimulatorServer Server { get; private set; } = null!;

    /// <summary>The environment of the workers, and of the sessions in this process.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    public string Root => _root;

    public string ConfigFile => Path.Join(_root, "config", "config.toml");

    public string DataHome { get; private set; } = string.Empty;

    /// <summary>What the config file was at first.</summary>
    public string ConfigText { get; private set; } = string.Empty;

    /// <summary>How often the provider answered <c>invalid_grant</c>.</summary>
    public int RefusedGrants => Volatile.Read(ref _refusedGrants);

    /// <summary>Ends when the next token request arrives at the provider.</summary>
    public Task NextTokenRequest => _tokenRequest.Task;

    public static async Task<TortureWorld> StartAsync(Random random)
    {
        var world = new TortureWorld();
        world.Server = await SimulatorServer.StartAsync(new SimulatorOptions { Address = AttackedPort.Addresses[0], AnswerReady = world.SeeAnswer, RequestReceived = world.SeeRequest });
        Directory.CreateDirectory(Path.GetDirectoryName(world.ConfigFile)!);
        world.ConfigText = world.Server.CreateConfigToml();
        await File.WriteAllTextAsync(world.ConfigFile, world.ConfigText);
        world.Environment["PRX_CONFIG"] = world.ConfigFile;
        world.Environment["BROWSER"] = TortureBrowser.Command;
        world.MoveToNewHome(random);
        return world;
    }

    /// <summary>Goes on with an empty data directory, so that the making of a store is under attack too.</summary>
    public void MoveToNewHome(Random random)
    {
        DataHome = Path.Join(_root, $"data-{++_homes}");
        Environment["PRX_DATA_HOME"] = DataHome;
        byte[] key = new byte[32];
        random.NextBytes(key);
        bool byMachine = random.Next(2) == 0 && HasMachineIdentity;
        Environment[KeySourceOptions.MasterKeyVariable] = byMachine ? null : $"hex:{Convert.ToHexStringLower(key)}";
    }

    /// <summary>A session of its own, as another process would have.</summary>
    public AuthSession Open(TimeProvider? time = null) => AuthSession.Open(new AuthSessionOptions
    {
        Environment = name => Environment.GetValueOrDefault(name),
        Time = time ?? TimeProvider.System,
        Browser = _browser,
    });

    /// <summary>The store alone.</summary>
    public FileCredentialStore OpenStore() => new(
        Path.Join(DataHome, "secrets"), KeySourceOptions.ForThisMachine(name => Environment.GetValueOrDefault(name)), TimeProvider.System);

    public static Task<Credential> SignInAsync(AuthSession session, string profile) => session.SignIn.SignInAsync(
        new SignInRequest { Provider = Provider, Profile = profile, Flow = SignInFlow.Browser, OpenBrowser = true },
        new SilentPerson(),
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private void SeeRequest(RecordedRequest request)
    {
        if (request.Path == "/connect/token")
        {
            Interlocked.Exchange(ref _tokenRequest, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    private void SeeAnswer(string? location, ReadOnlyMemory<byte> body)
    {
        if (Encoding.UTF8.GetString(body.Span).Contains("\"invalid_grant\"", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _refusedGrants);
        }
    }
}
