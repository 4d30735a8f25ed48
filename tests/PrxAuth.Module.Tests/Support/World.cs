using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests.Support;

/// <summary>What one test has for itself: a simulator, a config file that points at it, a data directory, and a person at a browser.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly string[] s_inherited = ["PATH", "LANG", "TMPDIR", "DOTNET_ROOT", "DOTNET_HOST_PATH", "DOTNET_CLI_HOME"];

    private readonly string _root;

    private World(string root, SimulatorServer simulator, IssuedSecrets secrets)
    {
        _root = root;
        Simulator = simulator;
        Secrets = secrets;
        Person = new Person(Path.Combine(root, "browser"));
        Environment = new Dictionary<string, string>
        {
            ["HOME"] = Path.Combine(root, "home"),
            ["PRX_CONFIG"] = ConfigurationFile,
            ["PRX_DATA_HOME"] = DataHome,
            ["PRX_INTERACTIVE"] = "1",
            ["BROWSER"] = Person.BrowserCommand,
            ["DOTNET_NOLOGO"] = "1",
        };
        foreach (string name in s_inherited)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { } value)
            {
                Environment[name] = value;
            }
        }
    }

    public SimulatorServer Simulator { get; }

    public SimulatorControl Control => Simulator.Control;

    /// <summary>Every secret that the simulator has given out or knows.</summary>
    public IssuedSecrets Secrets { get; }

    public Person Person { get; }

    /// <summary>The whole environment of processes in this world; nothing of the test run's own comes through.</summary>
    public Dictionary<string, string> Environment { get; }

    public string ConfigurationFile => Path.Combine(_root, "config.toml");

    public string DataHome => Path.Combine(_root, "data");

    public string Store => Path.Combine(DataHome, "secrets");

    public static async Task<World> CreateAsync(SimulatorOptions? options = null)
    {
        var secrets = new IssuedSecrets();
        string root = Directory.CreateTempSubdirectory("prxauth-module-").FullName;
        SimulatorServer simulator = await SimulatorServer.StartAsync(
            (options ?? new SimulatorOptions { AutoApproveDevice = true, DeviceInterval = 0 }) with { AnswerReady = secrets.Collect },
            TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(root, "home"));
        var world = new World(root, simulator, secrets);
        world.Configure(simulator.CreateConfigToml());
        return world;
    }

    /// <summary>A place of this world for a test's own files.</summary>
    public string PathOf(string name) => Path.Combine(_root, name);

    public void Configure(string toml) => File.WriteAllText(ConfigurationFile, toml);

    /// <summary>Changes the config that points at the simulator.</summary>
    public void Configure(Func<string, string> change) => Configure(change(Simulator.CreateConfigToml()));

    public string SealedFile(string provider, string profile) => Path.Combine(Store, provider, profile + ".sealed");

    /// <summary>Everything under the store with its contents, to see whether anything has changed.</summary>
    /// <param name="except">A file that may change: one in which a refresh under way is noted, with what is reserved for it.</param>
    public IReadOnlyDictionary<string, string> Snapshot(string? except = null) => Directory.Exists(DataHome)
        ? Directory.EnumerateFiles(DataHome, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal) && (except is null || !file.StartsWith(except, StringComparison.Ordinal)))
            .ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)))
        : new Dictionary<string, string>();

    public async ValueTask DisposeAsync()
    {
        await Person.DisposeAsync();
        await Simulator.DisposeAsync();
        // A renewal that outlived its caller may still be writing what became of it.
        for (int i = 0; Directory.Exists(_root); i++)
        {
            try
            {
                Directory.Delete(_root, recursive: true);
            }
            catch (IOException) when (i < 100)
            {
                await Task.Delay(20);
            }
        }
    }
}
