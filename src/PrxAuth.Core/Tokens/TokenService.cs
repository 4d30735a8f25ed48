using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>Gives out tokens that are valid now. A valid one costs a file read: no network, no lock.</summary>
public sealed class TokenService
{
    /// <summary>How long a token is valid at least when nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultMinimumValidity = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait for another process that renews the same credential. Longer than its calls can take together: metadata at
    /// three places, the token twice and the exchange, each with its deadline.</summary>
    public static readonly TimeSpan LockWait = 7 * ProviderHttp.Deadline;

    private static readonly TimeSpan s_stillOfUse = TimeSpan.FromSeconds(5);

    private readonly ICredentialStore _store;
    private readonly CatalogSource _catalog;
    private readonly TokenRenewal _renewal;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    internal TokenService(ICredentialStore store, CatalogSource catalog, TokenRenewal renewal, TimeProvider time)
    {
        _store = store;
        _catalog = catalog;
        _renewal = renewal;
        _time = time;
    }

    /// <summary>A credential whose usable token is valid for the time asked, renewed if need be.</summary>
    /// <param name="selection">The profile.</param>
    /// <param name="minimumValidity">How long the token must still be valid; null: <see cref="DefaultMinimumValidity"/>, or as long as the
    /// provider's tokens live where that is less.</param>
    /// <param name="cancellationToken">Ends the wait; a renewal under way finishes in the background, so that its answer is kept.</param>
    /// <exception cref="PrxAuthException">There is no such profile, it needs a sign-in, or the renewal failed.</exception>
    public ValueTask<Credential> GetAsync(ProfileSelection selection, TimeSpan? minimumValidity, CancellationToken cancellationToken)
    {
        ValueTask<Credential?> reading = _store.ReadAsync(selection.Key, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return GetSlowlyAsync(reading, selection, minimumValidity, cancellationToken);
        }

        Credential? credential = reading.Result;
        return IsValid(credential, minimumValidity ?? DefaultMinimumValidity)
            ? ValueTask.FromResult(credential)
            : GetSlowlyAsync(ValueTask.FromResult(credential), selection, minimumValidity, cancellationToken);
    }

    /// <summary>The credential of a profile whose token is valid as it lies there; null where there is more to do than to read it.</summary>
    /// <exception cref="PrxAuthException">It cannot be read.</exception>
    public async ValueTask<Credential?> TryGetValidAsync(ProfileKey key, CancellationToken cancellationToken) =>
        await _store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is var credential && IsValid(credential, DefaultMinimumValidity) ? credential : null;

    /// <summary>Renews a credential whatever its token's age. Where another process renews it at the same time, its result is adopted.</summary>
    /// <exception cref="PrxAuthException">As for <see cref="GetAsync"/>.</exception>
    public async Task<Credential> RenewAsync(ProfileSelection selection, CancellationToken cancellationToken)
    {
        ProfileKey key = selection.Key;
        Credential seen = await _store.ReadAsync(key, cancellationToken).ConfigureAwait(false) ?? throw ProfileFailures.NotFound(_store, key);
        return await RenewInSectionAsync(
            key, selection.Provider, current => !current.UsableToken.Equals(seen.UsableToken) && current.IsValidFor(DefaultMinimumValidity, _time.GetUtcNow()),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes that an API refused a token, so that the next <see cref="GetAsync"/> renews it. The login stays as it is where another
    /// token is kept by now, and where nothing but a sign-in could bring a new one: who said no may have had other reasons.</summary>
    /// <param name="selection">The profile.</param>
    /// <param name="refused">The token; null: whichever is kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the next call renews.</returns>
    /// <exception cref="PrxAuthException">The store cannot be read or written.</exception>
    public async Task<bool> NoteRefusedAsync(ProfileSelection selection, Secret? refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        using ICredentialSection section = await _store.EnterAsync(selection.Key, LockWait, cancellationToken).ConfigureAwait(false);
        Credential? current = await section.ReadAsync().ConfigureAwait(false);
        if (current is null or { NeedsLogin: true } || (refused is not null && !current.UsableToken.Equals(refused)) || !TokenRenewal.IsPossible(selection.Provider, current))
        {
            return false;
        }

        DateTimeOffset now = _time.GetUtcNow();
        await section.WriteAsync(current.Service is { } service
            ? current with { Service = service with { ExpiresAt = now }, UpdatedAt = now }
            : current with { Tokens = current.Tokens with { ExpiresAt = now }, UpdatedAt = now }).ConfigureAwait(false);
        return true;
    }

    /// <summary>Waits for renewals that outlived their caller, so that a process that ends does not lose an answer.</summary>
    public async Task DrainAsync()
    {
        foreach (Task running in _running.Keys)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsValid([NotNullWhen(true)] Credential? credential, TimeSpan validity) =>
        credential is { NeedsLogin: false } && credential.IsValidFor(validity, _time.GetUtcNow());

    private async ValueTask<Credential> GetSlowlyAsync(
        ValueTask<Credential?> reading, ProfileSelection selection, TimeSpan? demanded, CancellationToken cancellationToken)
    {
        ProfileKey key = selection.Key;
        TimeSpan minimumValidity = demanded ?? DefaultMinimumValidity;
        Credential credential = await reading.ConfigureAwait(false) ?? throw ProfileFailures.NotFound(_store, key);
        if (credential.NeedsLogin)
        {
            throw TokenRenewal.LoginRequired(credential, credential.LoginRequiredReason!);
        }

        if (credential.IsValidFor(minimumValidity, _time.GetUtcNow()))
        {
            return credential;
        }

        bool isUsable = demanded is null && credential.IsValidFor(s_stillOfUse, _time.GetUtcNow());
        if (!_catalog.Current().Configuration.AutoRefresh)
        {
            return isUsable ? credential : throw new PrxAuthException(
                PrxAuthError.RefreshNotPossible,
                $"The token of '{key}' must be renewed, and auto_refresh is off in the config file.",
                $"Run Update-PrxAuthToken -Provider {key.Provider} -Profile {key.Profile}, or set auto_refresh = true under [auth.oauth2].")
            { Target = key.ToString() };
        }

        Credential renewed;
        try
        {
            renewed = await RenewInSectionAsync(
                key, selection.Provider, current => current.IsValidFor(minimumValidity, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        }
        catch (PrxAuthException e) when (e.IsTransient && isUsable)
        {
            // Renewing ahead of time did not work out, and nobody asked for more than what is left.
            return credential;
        }

        return demanded is null || renewed.IsValidFor(minimumValidity, _time.GetUtcNow()) ? renewed : throw TooShort(renewed, minimumValidity);
    }

    private async Task<Credential> RenewInSectionAsync(
        ProfileKey key, ProviderDefinition provider, Func<Credential, bool> isGoodEnough, CancellationToken cancellationToken)
    {
        ICredentialSection section = await _store.EnterAsync(key, LockWait, cancellationToken).ConfigureAwait(false);
        Task<Credential> renewing = RenewAndLeaveAsync(section, key, provider, isGoodEnough);
        _running.TryAdd(renewing, 0);
        _ = renewing.ContinueWith(
            static (done, running) =>
            {
                ((ConcurrentDictionary<Task, byte>)running!).TryRemove(done, out _);
                _ = done.Exception; // seen: a caller that left cannot see it any more
            },
            _running, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return await renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<Credential> RenewAndLeaveAsync(
        ICredentialSection section, ProfileKey key, ProviderDefinition provider, Func<Credential, bool> isGoodEnough)
    {
        using (section)
        {
            Credential current = await section.ReadAsync().ConfigureAwait(false) ?? throw ProfileFailures.NotFound(_store, key);
            return !current.NeedsLogin && isGoodEnough(current)
                ? current
                : await _renewal.RenewAsync(provider, current, section).ConfigureAwait(false);
        }
    }

    private PrxAuthException TooShort(Credential credential, TimeSpan asked) => new(
        PrxAuthError.ValidityUnavailable,
        $"A fresh token of '{credential.Key}' is valid for {Math.Floor((credential.ExpiresAt!.Value - _time.GetUtcNow()).TotalSeconds * 10) / 10:0.0} seconds, less than the {asked.TotalSeconds:0.#} asked for.",
        "Ask for a shorter validity; the lifetime is the provider's to set.")
    { Target = credential.Key.ToString() };
}
