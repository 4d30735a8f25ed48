using System.Text.Json;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Import;

/// <summary>A login that another tool keeps. It prints no secret.</summary>
public sealed class FoundLogin
{
    internal FoundLogin(ForeignLogin login, string source, ProviderDefinition? provider, ProfileKey? key, Account account, string? obstacle)
    {
        Login = login;
        Source = source;
        Provider = provider;
        Key = key;
        Account = account.Name;
        Subject = account.Subject;
        Obstacle = obstacle;
    }

    /// <summary>The tool that keeps it.</summary>
    public string Source { get; }

    /// <summary>The profile it would become; null where it cannot become one.</summary>
    public ProfileKey? Key { get; }

    /// <summary>What the tool calls it: provider or host, and profile or user.</summary>
    public string ForeignName => $"{Login.Host ?? Login.Provider}/{Login.Account ?? Login.Profile}";

    /// <summary>Who signed in, where that can be told.</summary>
    public string? Account { get; }

    /// <summary>When its token runs out, where that can be told.</summary>
    public DateTimeOffset? ExpiresAt => Login.Tokens?.ExpiresAt;

    /// <summary>Whether a refresh token comes with it.</summary>
    public bool HasRefreshToken => Login.Tokens?.RefreshToken is not null;

    /// <summary>Why it cannot be brought in; null where it can.</summary>
    public string? Obstacle { get; }

    /// <summary>What the user should know of it.</summary>
    public string? Remark => Login.Remark;

    internal ForeignLogin Login { get; }

    internal ProviderDefinition? Provider { get; }

    internal string? Subject { get; }
}

/// <summary>What became of a login that was found.</summary>
public enum ImportOutcome
{
    /// <summary>It was found and nothing was done.</summary>
    Found,
    /// <summary>It is a profile now.</summary>
    Imported,
    /// <summary>It was left where it is.</summary>
    Skipped,
}

/// <summary>A login and what became of it.</summary>
/// <param name="Login">The login.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it was left, or what the user should know; null where there is nothing to say.</param>
public sealed record ImportResult(FoundLogin Login, ImportOutcome Outcome, string? Reason);

/// <summary>Brings in logins of other tools as profiles. Their files are read and never written.</summary>
public sealed class ImportService
{
    private static readonly ILoginSource[] s_sources =
        [new GhLogins(), new CodexLogins(), new GeminiCliLogins(), new ClaudeCodeLogins(), new PrxLogins()];

    private readonly CatalogSource _catalog;
    private readonly ICredentialStore _store;
    private readonly Func<string, string?> _environment;
    private readonly TimeProvider _time;

    internal ImportService(CatalogSource catalog, ICredentialStore store, Func<string, string?> environment, TimeProvider time)
    {
        _catalog = catalog;
        _store = store;
        _environment = environment;
        _time = time;
    }

    /// <summary>The tools whose logins can be brought in.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. s_sources.Select(source => source.Name)];

    /// <summary>Finds the logins of a tool.</summary>
    /// <param name="tool">One of <see cref="Sources"/>.</param>
    /// <param name="path">The tool's file; null: where it keeps it.</param>
    /// <param name="profile">What the profile is to be called; null: as it is called there, or <c>default</c>.</param>
    /// <exception cref="PrxAuthException">The file is not there or not what the tool writes; or <see cref="PrxAuthError.ProfileNameInvalid"/>:
    /// a name is given and there are several logins.</exception>
    public IReadOnlyList<FoundLogin> Find(string tool, string? path, string? profile)
    {
        ILoginSource source = s_sources.FirstOrDefault(one => one.Name.Equals(tool, StringComparison.OrdinalIgnoreCase))
            ?? throw new PrxAuthException(
                PrxAuthError.ImportSourceUnavailable, $"Logins of '{tool}' cannot be imported.", $"Those of {string.Join(", ", Sources)} can.")
            { Target = tool };
        SourceFile file = SourceFile.Read(source.Name, path is null ? source.Locate(_environment) : Path.GetFullPath(path));
        IReadOnlyList<ForeignLogin> logins = source.Read(file, _time.GetUtcNow());
        if (profile is not null && logins.Count > 1)
        {
            throw new PrxAuthException(
                PrxAuthError.ProfileNameInvalid,
                $"'{file.Path}' holds {logins.Count} logins, and only one can become the profile '{profile}'.",
                "Leave the name out, and each keeps its own.")
            { Target = profile };
        }

        ProviderCatalog catalog = _catalog.Current().Catalog;
        return [.. logins.Select(login => Place(source.Name, profile is null ? login : login with { Profile = profile }, catalog))];
    }

    /// <summary>Makes a login a profile.</summary>
    /// <param name="login">The login.</param>
    /// <param name="force">Whether a profile of that name may be replaced.</param>
    /// <param name="cancellationToken">Ends the wait for the profile.</param>
    /// <exception cref="PrxAuthException">The store cannot be written.</exception>
    public async Task<ImportResult> ImportAsync(FoundLogin login, bool force, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        if (login.Key is not { } key || login.Obstacle is not null)
        {
            return new ImportResult(login, ImportOutcome.Skipped, login.Obstacle);
        }

        using ICredentialSection section = await _store.EnterAsync(key, TokenService.LockWait, cancellationToken).ConfigureAwait(false);
        Credential? before = await section.ReadAsync().ConfigureAwait(false);
        if (before is not null && !force)
        {
            return new ImportResult(login, ImportOutcome.Skipped, $"There is a profile '{key}' already; -Force replaces it, -Profile gives this one another name.");
        }

        DateTimeOffset now = _time.GetUtcNow();
        await section.WriteAsync(new Credential
        {
            Key = key,
            Generation = before?.Generation ?? 0,
            // As any token that was not got here: it is not revoked when the profile is signed out, for the other tool has it too.
            Flow = SignInFlow.GivenToken,
            Tokens = login.Login.Tokens!,
            Account = login.Account,
            Subject = login.Subject,
            ClientId = login.Login.ClientId ?? login.Provider!.ClientId,
            CreatedAt = now,
            UpdatedAt = now,
        }).ConfigureAwait(false);
        return new ImportResult(login, ImportOutcome.Imported, login.Remark);
    }

    private static FoundLogin Place(string source, ForeignLogin login, ProviderCatalog catalog)
    {
        ProviderDefinition? provider = null;
        string? obstacle = login.Tokens is null ? login.Remark
            : !catalog.TryResolve(login.Provider, out provider) ? $"There is no provider '{login.Provider}' here; define it in the config file first."
            : !ProfileKey.IsValidName(login.Profile) ? $"'{login.Profile}' cannot name a profile; give it a name with -Profile."
            : login.Host is { } host && !Serves(provider, host) ? $"Provider '{provider.Name}' is not at {host}; set host = \"{host}\" under [providers.{provider.Name}] first."
            : null;
        return obstacle is null
            ? new FoundLogin(login, source, provider, new ProfileKey(provider!.Name, login.Profile), AccountOf(provider, login), null)
            : new FoundLogin(login, source, provider, null, new Account(login.Account, login.Subject), obstacle);
    }

    // On loopback stands a provider that is tried out, whatever its name.
    private static bool Serves(ProviderDefinition provider, string host) =>
        provider.TokenEndpoint is { } endpoint && (endpoint.IsLoopback || endpoint.Host.Equals(host, StringComparison.OrdinalIgnoreCase));

    private static Account AccountOf(ProviderDefinition provider, ForeignLogin login)
    {
        Account claimed = login.Tokens!.IdToken is { } idToken && IdTokenValidator.TryReadClaims(idToken, out JsonElement claims)
            && claims.ValueKind == JsonValueKind.Object
                ? AccountReader.From(provider, claims)
                : Account.Unknown;
        return new Account(login.Account ?? claimed.Name, login.Subject ?? claimed.Subject);
    }
}
