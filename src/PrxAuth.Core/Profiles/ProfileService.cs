using System.Runtime.CompilerServices;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Profiles;

/// <summary>Finds profiles and shows how they stand.</summary>
public sealed class ProfileService
{
    /// <summary>From when on a token counts as running out soon.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);

    private readonly CatalogSource _catalog;
    private readonly ICredentialStore _store;
    private readonly TimeProvider _time;

    internal ProfileService(CatalogSource catalog, ICredentialStore store, TimeProvider time)
    {
        _catalog = catalog;
        _store = store;
        _time = time;
    }

    /// <summary>The profile a user means: the one named, else the provider's <c>auth_profile</c>, else <c>default</c>.</summary>
    /// <exception cref="PrxAuthException">No such provider, or not a profile name.</exception>
    public ProfileSelection Select(string provider, string? profile)
    {
        CatalogSnapshot snapshot = _catalog.Current();
        if (QuickSelection.Find(snapshot, provider, profile) is var (key, isConfigured))
        {
            return new ProfileSelection(key, () => snapshot.Catalog.Resolve(key.Provider))
            {
                IsNamed = profile is not null,
                IsConfigured = isConfigured,
            };
        }

        ProviderDefinition definition = snapshot.Catalog.Resolve(provider);
        return new ProfileSelection(new ProfileKey(definition.Name, profile ?? ActiveProfile(definition)), () => definition)
        {
            IsNamed = profile is not null,
            IsConfigured = definition.AuthProfile is not null,
        };
    }

    /// <summary>The profiles that are there, by provider and name; what cannot be read comes as its failure.</summary>
    /// <param name="provider">One provider's canonical name; null: all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<(ProfileKey Key, ProfileView? View, PrxAuthException? Failure)> ListAsync(
        string? provider, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (CredentialEntry entry in _store.ListAsync(provider, cancellationToken).ConfigureAwait(false))
        {
            yield return (entry.Key, entry.Credential is { } credential ? Describe(credential) : null, entry.Failure);
        }
    }

    /// <summary>The names of the profiles that are there, without opening them.</summary>
    public IReadOnlyList<ProfileKey> ListKeys(string? provider) => _store.ListKeys(provider);

    /// <summary>One profile; null when there is none of that name.</summary>
    /// <exception cref="PrxAuthException">It cannot be read.</exception>
    public async ValueTask<ProfileView?> FindAsync(ProfileKey key, CancellationToken cancellationToken) =>
        await _store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } credential ? Describe(credential) : null;

    /// <summary>One profile.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ProfileNotFound"/>, with those that are there; or it cannot be read.</exception>
    public async ValueTask<ProfileView> GetAsync(ProfileKey key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken).ConfigureAwait(false) ?? throw ProfileFailures.NotFound(_store, key);

    /// <summary>What may be shown of a credential.</summary>
    public ProfileView Describe(Credential credential)
    {
        CatalogSnapshot snapshot = _catalog.Current();
        bool isKnown = snapshot.Catalog.TryResolve(credential.Key.Provider, out ProviderDefinition? provider);
        return new ProfileView
        {
            Key = credential.Key,
            Account = credential.Account,
            IsActive = string.Equals(
                credential.Key.Profile, isKnown ? ActiveProfile(provider!) : ProfileKey.DefaultProfile, StringComparison.OrdinalIgnoreCase),
            Status = StatusOf(credential),
            StatusReason = credential.LoginRequiredReason ?? (credential.IsInDoubt(_time.GetUtcNow()) ? RenewalDoubt.Explain(credential) : null),
            ExpiresAt = credential.ExpiresAt,
            Unattended = UnattendedForecast.Of(credential, provider, snapshot.Configuration.AutoRefresh, _time.GetUtcNow()),
            HasRefreshToken = credential.Tokens.RefreshToken is not null,
            Scopes = credential.Tokens.Scopes,
            Flow = credential.Flow,
            TokenType = credential.TokenType,
            Endpoint = credential.Service?.Endpoint ?? credential.Tokens.ApiEndpoint ?? provider?.ApiEndpoint,
            CreatedAt = credential.CreatedAt,
            UpdatedAt = credential.UpdatedAt,
        };
    }

    /// <summary>Whether a profile's token can be renewed without a person: by a refresh token, a new exchange or the client's own
    /// credentials. Not where the config no longer knows the provider.</summary>
    public bool IsRenewable(ProfileView profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return _catalog.Current().Catalog.TryResolve(profile.Key.Provider, out ProviderDefinition? provider)
            && (profile.HasRefreshToken || provider.Exchange != ServiceExchange.None || profile.Flow.IsUnattended());
    }

    private static string ActiveProfile(ProviderDefinition provider) => provider.AuthProfile ?? ProfileKey.DefaultProfile;

    private ProfileStatus StatusOf(Credential credential)
    {
        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan? left = credential.TimeLeft(now);
        return credential switch
        {
            { NeedsLogin: true } => ProfileStatus.NeedsLogin,
            _ when credential.IsInDoubt(now) => ProfileStatus.InDoubt,
            _ when left is null || left > Soon => ProfileStatus.Valid,
            _ when left > TimeSpan.Zero => ProfileStatus.ExpiresSoon,
            _ => ProfileStatus.Expired,
        };
    }
}
