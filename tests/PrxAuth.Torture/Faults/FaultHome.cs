using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Torture.Faults;

/// <summary>A person's directories at a place that stays the same from run to run, since faults are planned by path.</summary>
internal sealed class FaultHome(TortureWorld world, string prx, string root) : IDisposable
{
    private readonly TortureBrowser _browser = new();

    public string Root => root;

    /// <summary>The executable.</summary>
    public string Command => prx;

    public string DataHome => Path.Join(root, "data");

    public string ConfigFile => Path.Join(root, "config", "config.toml");

    /// <summary>The whole environment of <c>prx</c>.</summary>
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["PATH"] = System.Environment.GetEnvironmentVariable("PATH"),
        ["DOTNET_ROOT"] = System.Environment.GetEnvironmentVariable("DOTNET_ROOT"),
        ["HOME"] = Path.Join(root, "home"),
        ["PRX_CONFIG"] = Path.Join(root, "config", "config.toml"),
        ["PRX_DATA_HOME"] = Path.Join(root, "data"),
        ["PRX_INTERACTIVE"] = "1",
        ["BROWSER"] = "true",
        // Where the machine has an identity, the install secret is one more file that may fail.
        [KeySourceOptions.MasterKeyVariable] = File.Exists("/etc/machine-id") ? null : $"hex:{new string('5', 64)}",
    };

    /// <summary>Throws away what is there, and begins with nothing or with a copy of a template.</summary>
    public void Begin(FaultHome? template)
    {
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        if (template is not null)
        {
            Copy(template.Root, root);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(ConfigFile)!);
        Directory.CreateDirectory(Path.Join(root, "home"));
        File.WriteAllText(ConfigFile, world.ConfigText);
    }

    public async Task SignInAsync(string profile)
    {
        using AuthSession session = AuthSession.Open(new AuthSessionOptions { Environment = Read, Browser = _browser });
        await TortureWorld.SignInAsync(session, profile);
    }

    public async Task<Credential> RefreshAsync(string profile)
    {
        using AuthSession session = AuthSession.Open(new AuthSessionOptions { Environment = Read, Browser = _browser });
        return await session.Tokens.RenewAsync(session.Profiles.Select(TortureWorld.Provider, profile), CancellationToken.None);
    }

    /// <summary>The profile as the next process would find it.</summary>
    public async Task<Credential?> ReadAsync(string profile)
    {
        using var store = new FileCredentialStore(Path.Join(DataHome, "secrets"), KeySourceOptions.ForThisMachine(Read), TimeProvider.System);
        return await store.ReadAsync(new ProfileKey(TortureWorld.Provider, profile), CancellationToken.None);
    }

    public void Dispose() => _browser.Dispose();

    private string? Read(string name) => Environment.GetValueOrDefault(name);

    private static void Copy(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }

        Directory.CreateDirectory(to, File.GetUnixFileMode(from));
        foreach (string directory in Directory.GetDirectories(from))
        {
            Copy(directory, Path.Join(to, Path.GetFileName(directory)));
        }

        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Join(to, Path.GetFileName(file)));
        }
    }
}
