using PrxAuth.Core.Configuration;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Import;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core;

/// <summary>What a session is made of, where it is not the usual.</summary>
public sealed record AuthSessionOptions
{
    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the handler that requests go through.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = ProviderHttp.CreateHandler;

    /// <summary>When calls are made again; null: as usual.</summary>
    internal RetryPolicy? Retries { get; init; }

    /// <summary>Opens browsers; null: the system's.</summary>
    public IBrowserLauncher? Browser { get; init; }

    /// <summary>Keeps credentials; null: the sealed files of this user.</summary>
    public ICredentialStore? Store { get; init; }

    /// <summary>Keeps sign-ins that are not finished yet; null: where the sealed files of <see cref="Store"/> are.</summary>
    public IPendingSignInStore? PendingSignIns { get; init; }
}

/// <summary>
/// Puts Core together for one set of paths: the config, the store, and the services over them. Opening it touches neither a file nor
/// the network.
/// </summary>
public sealed class AuthSession : IDisposable
{
    private readonly ProviderHttp _http;
    private readonly IDisposable? _ownedStore;

    private AuthSession(AuthSessionOptions options)
    {
        Func<string, string?> environment = options.Environment;
        TimeProvider time = options.Time;
        Environment = environment;
        Paths = AuthPaths.FromEnvironment(environment, OperatingSystem.IsWindows());
        Catalog = new CatalogSource(Paths.ConfigurationFile, time);
        KeySourceOptions keys = KeySourceOptions.ForThisMachine(environment);
        ICredentialStore store = options.Store ?? Own(out _ownedStore, new FileCredentialStore(Paths.SecretsDirectory, keys, time));
        SealedStore = store as FileCredentialStore;
        var pendings = new PendingSignIns(
            options.PendingSignIns ?? SealedStore?.PendingSignIns
                ?? throw new ArgumentException("A store of one's own needs PendingSignIns beside it.", nameof(options)),
            store, time);
        _http = new ProviderHttp(options.CreateHandler, time, options.Retries ?? RetryPolicy.Usual(time));
        var metadata = new MetadataClient(_http, time);
        var assertions = new AssertionSource(_http, environment);
        var clients = new ClientAuthenticator(assertions, environment, time);
        var endpoint = new TokenEndpoint(_http, clients, time);
        var unattended = new UnattendedGrants(endpoint, assertions);
        var idTokens = new IdTokenValidator(_http, time);
        var exchange = new ServiceTokenClient(_http, time);
        var revocation = new RevocationClient(_http, metadata, clients, time);
        IBrowserLauncher browser = options.Browser ?? new SystemBrowser(environment, time);
        Profiles = new ProfileService(Catalog, store, time);
        Tokens = new TokenService(store, Catalog, new TokenRenewal(endpoint, metadata, exchange, unattended, environment, time), time);
        SignIn = new SignInService(
            Catalog, store, metadata, idTokens, new AccountReader(_http, time), exchange, unattended,
            new BrowserFlow(endpoint, new PushedAuthorization(_http, clients), pendings, browser, time),
            new DeviceCodeFlow(_http, endpoint, clients, browser, time), pendings, new RefusedSignIn(store, revocation), environment, time);
        Unattended = new UnattendedService(Profiles, Tokens, time);
        SignOut = new SignOutService(store, revocation, time);
        IdentityTokens = new IdentityTokenService(Tokens, time);
        WebIdentity = new WebIdentityExchange(_http);
        Import = new ImportService(Catalog, store, environment, time);
        Diagnosis = new DiagnosisService(Paths, Catalog, store, options.Store is null ? keys : null, Profiles, _http, metadata, environment, time);
    }

    /// <summary>Reads a variable of the environment that the session was opened in.</summary>
    public Func<string, string?> Environment { get; }

    /// <summary>Where config and store lie.</summary>
    public AuthPaths Paths { get; }

    /// <summary>The config and the providers.</summary>
    public CatalogSource Catalog { get; }

    /// <summary>The profiles.</summary>
    public ProfileService Profiles { get; }

    /// <summary>Their tokens.</summary>
    public TokenService Tokens { get; }

    /// <summary>Their id_tokens.</summary>
    public IdentityTokenService IdentityTokens { get; }

    /// <summary>What AWS gives for them.</summary>
    public WebIdentityExchange WebIdentity { get; }

    /// <summary>Whether they last for a run that nobody watches.</summary>
    public UnattendedService Unattended { get; }

    /// <summary>Signing in.</summary>
    public SignInService SignIn { get; }

    /// <summary>Signing out.</summary>
    public SignOutService SignOut { get; }

    /// <summary>Bringing in the logins of other tools.</summary>
    public ImportService Import { get; }

    /// <summary>The store as sealed files; null where credentials are kept elsewhere.</summary>
    public FileCredentialStore? SealedStore { get; }

    /// <summary>What goes wrong here, and the way out.</summary>
    public DiagnosisService Diagnosis { get; }

    /// <summary>Puts a session together.</summary>
    public static AuthSession Open(AuthSessionOptions? options = null) => new(options ?? new AuthSessionOptions());

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _ownedStore?.Dispose();
    }

    private static FileCredentialStore Own(out IDisposable owned, FileCredentialStore store)
    {
        owned = store;
        return store;
    }
}
