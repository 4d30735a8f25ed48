using System.Globalization;
using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Benchmarks.Fixtures;

/// <summary>A config and a store of their own in a temporary directory, filled with valid profiles of one provider.</summary>
internal sealed class TemporaryStore : IDisposable
{
    /// <summary>The provider of all profiles: one directory, which is the worst a store of that size can look like.</summary>
    public const string Provider = "google-gemini";

    /// <summary>The profile that <c>auth_profile</c> names.</summary>
    public const string ActiveProfile = "work";

    public TemporaryStore(int profiles)
    {
        Variables = new Dictionary<string, string>
        {
            [AuthPaths.ConfigurationVariable] = Path.Join(Root, "config.toml"),
            [AuthPaths.DataHomeVariable] = Path.Join(Root, "data"),
        };
        File.WriteAllText(
            Variables[AuthPaths.ConfigurationVariable],
            $"""
            [auth.oauth2]
            auto_refresh = true

            [providers.{Provider}]
            auth_profile = "{ActiveProfile}"
            client_id = "1234567890-abcdef.apps.example.com"
            """);
        Names = [ActiveProfile, .. Enumerable.Range(1, profiles - 1).Select(i => i.ToString("'profile-'00000", CultureInfo.InvariantCulture))];
        Session = AuthSession.Open(new AuthSessionOptions { Environment = ReadVariable });
        Fill();
    }

    /// <summary>The directory of it all; deleted at the end.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("prxauth-bench-").FullName;

    /// <summary>What points PrxAuth here; the master key, where the machine has no identity, comes from the real environment.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    public AuthSession Session { get; }

    public IReadOnlyList<string> Names { get; }

    public KeySourceOptions Keys => KeySourceOptions.ForThisMachine(ReadVariable);

    public FileCredentialStore OpenStore() => new(Session.Paths.SecretsDirectory, Keys, TimeProvider.System);

    public void Dispose()
    {
        Session.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private string? ReadVariable(string name) => Variables.TryGetValue(name, out string? value) ? value : Environment.GetEnvironmentVariable(name);

    private void Fill()
    {
        using var store = new FileCredentialStore(Session.Paths.SecretsDirectory, Keys, TimeProvider.System, new UnflushedWriter());
        foreach (string name in Names)
        {
            var key = new ProfileKey(Provider, name);
            using ICredentialSection section = Completed.Of(store.EnterAsync(key, TimeSpan.FromSeconds(30), CancellationToken.None));
            Completed.Of(section.WriteAsync(SampleCredential.Create(key)));
        }
    }
}
