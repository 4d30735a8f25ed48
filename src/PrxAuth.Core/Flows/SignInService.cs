using System.Text.Json;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Flows;

/// <summary>Signs a profile in: chooses the flow, runs it, learns the account's name and keeps the result.</summary>
public sealed class SignInService
{
    private readonly CatalogSource _catalog;
    private readonly ICredentialStore _store;
    private readonly MetadataClient _metadata;
    private readonly IdTokenValidator _idTokens;
    private readonly AccountReader _accounts;
    private readonly ServiceTokenClient _exchange;
    private readonly UnattendedGrants _unattended;
    private readonly BrowserFlow _browserFlow;
    private readonly DeviceCodeFlow _deviceFlow;
    private readonly PendingSignIns _pendings;
    private readonly RefusedSignIn _refused;
    private readonly Func<string, string?> _environment;
    private readonly TimeProvider _time;

    internal SignInService(
        CatalogSource catalog, ICredentialStore store, MetadataClient metadata, IdTokenValidator idTokens, AccountReader accounts,
        ServiceTokenClient exchange, UnattendedGrants unattended, BrowserFlow browserFlow, DeviceCodeFlow deviceFlow, PendingSignIns pendings,
        RefusedSignIn refused, Func<string, string?> environment, TimeProvider time)
    {
        _catalog = catalog;
        _store = store;
        _metadata = metadata;
        _idTokens = idTokens;
        _accounts = accounts;
        _exchange = exchange;
        _unattended = unattended;
        _browserFlow = browserFlow;
        _deviceFlow = deviceFlow;
        _pendings = pendings;
        _refused = refused;
        _environment = environment;
        _time = time;
    }

    /// <summary>Signs in and stores the profile.</summary>
    /// <exception cref="PrxAuthException">The sign-in did not come to an end; nothing was changed.</exception>
    public async Task<Credential> SignInAsync(SignInRequest request, ISignInInteraction interaction, CancellationToken cancellationToken)
    {
        CatalogSnapshot snapshot = _catalog.Current();
        (ProviderDefinition provider, ProfileKey key) = Identify(snapshot, request, interaction);
        if (request.Flow == SignInFlow.GivenToken)
        {
            return await KeepGivenTokenAsync(provider, key, request, interaction, cancellationToken).ConfigureAwait(false);
        }

        (FlowContext context, FlowChoice choice) =
            await PrepareAsync(snapshot, provider, key, request, interaction, cancellationToken).ConfigureAwait(false);
        return choice.Flow switch
        {
            SignInFlow.Browser => await _browserFlow.SignInAsync(context, choice.OpenBrowser, Finish, cancellationToken).ConfigureAwait(false),
            SignInFlow.Paste => await _browserFlow.SignInByPasteAsync(context, Finish, cancellationToken).ConfigureAwait(false),
            SignInFlow.DeviceCode => await Finish(
                await _deviceFlow.SignInAsync(context, choice.OpenBrowser, cancellationToken).ConfigureAwait(false), null).ConfigureAwait(false),
            _ => await Finish(
                await _unattended.RequestAsync(context.Provider.Definition, choice.Flow, context.Scopes, context.DpopKey, cancellationToken)
                    .ConfigureAwait(false),
                null).ConfigureAwait(false),
        };

        Task<Credential> Finish(TokenSet tokens, AuthorizationRequest? answered) =>
            FinishAsync(context.Provider.Definition, key, choice.Flow, tokens, context.DpopKey, answered, context.Force, interaction, cancellationToken);
    }

    /// <summary>Starts a sign-in that <see cref="CompleteAsync"/> finishes, in this process or in another, and returns at once. It replaces
    /// the pending sign-in of the same profile.</summary>
    /// <exception cref="PrxAuthException">It could not be started; <see cref="PrxAuthError.FlowNotSupported"/>: the provider has no flow
    /// that ends at an address or a code to paste.</exception>
    public async Task<PendingSignIn> StartAsync(SignInRequest request, ISignInInteraction interaction, CancellationToken cancellationToken)
    {
        CatalogSnapshot snapshot = _catalog.Current();
        (ProviderDefinition provider, ProfileKey key) = Identify(snapshot, request, interaction);
        (FlowContext context, _) = await PrepareAsync(
            snapshot, provider, key, request with { IsFinishedElsewhere = true }, interaction, cancellationToken).ConfigureAwait(false);
        return await _browserFlow.StartAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finishes a pending sign-in with what its browser ended at.</summary>
    /// <param name="provider">The provider's name or alias; null: the state finds the sign-in.</param>
    /// <param name="profile">The profile; null: the state finds it.</param>
    /// <param name="redirect">The redirect URL, its query, or the code that the provider's page shows.</param>
    /// <param name="interaction">Shows what happens.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.PendingSignInMissing"/>, <see cref="PrxAuthError.PendingSignInExpired"/>,
    /// <see cref="PrxAuthError.PendingSignInTaken"/>; <see cref="PrxAuthError.RedirectInvalid"/>: it is not the answer, and the sign-in is
    /// still pending. With any other failure it has ended, and the profile is as it was.</exception>
    public async Task<Credential> CompleteAsync(
        string? provider, string? profile, Secret redirect, ISignInInteraction interaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(redirect);
        ProviderCatalog catalog = _catalog.Current().Catalog;
        var choice = new PendingChoice(
            provider is null ? null : catalog.Resolve(provider).Name, profile,
            pending => catalog.TryResolve(pending.Key.Provider, out ProviderDefinition? known) && known.PasteRedirectUri == pending.RedirectUri,
            _time.GetUtcNow());
        (PendingSignIn started, AuthorizationResponse response) = choice.Choose(
            await _pendings.ListAsync(cancellationToken).ConfigureAwait(false), redirect.Reveal());
        interaction.Step($"Finishing the sign-in of {started.Key}.");

        // The code is the client's that asked for it, whatever the config says by now.
        ProviderDefinition definition = catalog.Resolve(started.Key.Provider) with { ClientId = started.ClientId };
        ClientSecrets.Demand(definition, _environment, started.Flow);
        ResolvedProvider resolved = await _metadata.ResolveAsync(definition, cancellationToken).ConfigureAwait(false);
        return await _browserFlow.CompleteAsync(
            resolved, started, response,
            (tokens, answered) => FinishAsync(
                resolved.Definition, started.Key, started.Flow, tokens, started.DpopKey, answered, started.Force, interaction, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    private static (ProviderDefinition Provider, ProfileKey Key) Identify(
        CatalogSnapshot snapshot, SignInRequest request, ISignInInteraction interaction)
    {
        ProviderDefinition provider = snapshot.Catalog.Resolve(request.Provider);
        var key = new ProfileKey(provider.Name, request.Profile ?? provider.AuthProfile ?? ProfileKey.DefaultProfile);
        interaction.Step($"Signing in to {provider.DisplayName} as profile '{key.Profile}'.");
        return (provider, key);
    }

    private async Task<(FlowContext Context, FlowChoice Choice)> PrepareAsync(
        CatalogSnapshot snapshot, ProviderDefinition provider, ProfileKey key, SignInRequest request, ISignInInteraction interaction,
        CancellationToken cancellationToken)
    {
        await _pendings.SweepAsync(provider.Name, cancellationToken).ConfigureAwait(false);
        if (request.AddScopes is not null)
        {
            Credential present = await _store.ReadAsync(key, cancellationToken).ConfigureAwait(false) ?? throw ProfileFailures.NotFound(_store, key);
            request = StepUp.Extend(request, provider, present);
        }

        ClientSecrets.Demand(provider, _environment, request.Flow);
        ResolvedProvider resolved = await _metadata.ResolveAsync(provider, cancellationToken).ConfigureAwait(false);
        resolved = resolved with { Definition = OfferedFlows.Refine(resolved.Definition) };
        BrowserAvailability browser = SignInEnvironment.Detect(_environment);
        int? port = request.Port ?? (snapshot.Configuration.RedirectPort is > 0 and var configured ? configured : null);
        FlowChoice choice = FlowLadder.Choose(
            resolved.Definition, request, browser.IsAvailable, browser.Reason, browser.IsRemoteShell && port is > 0 ? port : null);
        interaction.Step($"Flow: {FlowNames.Of(choice.Flow)}. {choice.Reason}");
        if (!choice.Flow.IsUnattended())
        {
            if (!interaction.IsInteractive && !request.IsFinishedElsewhere)
            {
                throw SignInFailures.NobodyThere(provider);
            }

            if (provider.Notice is { } notice)
            {
                interaction.Notice(notice);
            }
        }

        IReadOnlyList<string> scopes = request.Scopes ?? provider.Scopes;
        TimeSpan? timeout = request.Timeout ?? snapshot.Configuration.SignInTimeout;
        var context = new FlowContext(resolved, scopes, timeout, port, interaction)
        {
            Key = key,
            Flow = choice.Flow,
            DpopKey = provider.Dpop ? DpopKey.Create() : null,
            LoginHint = request.LoginHint,
            Force = request.Force,
            CopyCode = request.CopyCode,
            ShowQrCode = request.ShowQrCode,
        };
        return (context, choice);
    }

    private async Task<Credential> KeepGivenTokenAsync(
        ProviderDefinition provider, ProfileKey key, SignInRequest request, ISignInInteraction interaction, CancellationToken cancellationToken)
    {
        if (!provider.Flows.Contains(SignInFlow.GivenToken))
        {
            FlowLadder.Choose(provider, request, browserIsLikely: false, string.Empty);
        }

        var tokens = new TokenSet
        {
            AccessToken = request.GivenToken ?? throw new ArgumentException("A given token is needed.", nameof(request)),
            Scopes = request.Scopes ?? [],
            ReceivedAt = _time.GetUtcNow(),
        };
        return await FinishAsync(
            provider, key, SignInFlow.GivenToken, tokens, dpopKey: null, answered: null, request.Force, interaction, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Credential> FinishAsync(
        ProviderDefinition provider, ProfileKey key, SignInFlow flow, TokenSet tokens, Secret? dpopKey, AuthorizationRequest? answered, bool force,
        ISignInInteraction interaction, CancellationToken cancellationToken)
    {
        JsonElement? claims = tokens.IdToken is { } idToken && provider.OpenIdConnect
            ? await _idTokens.ValidateAsync(provider, idToken, answered?.Nonce, cancellationToken).ConfigureAwait(false)
            : null;
        Account account = flow.IsUnattended()
            ? new Account(provider.ClientId, provider.ClientId)
            : await ReadAccountAsync(provider, tokens, dpopKey, claims, interaction, cancellationToken).ConfigureAwait(false);
        ServiceToken? service = null;
        if (provider.Exchange != ServiceExchange.None && !flow.IsUnattended())
        {
            interaction.Step($"Exchanging the token for one of {provider.DisplayName}.");
            service = await _exchange.MintAsync(provider, tokens.AccessToken, cancellationToken).ConfigureAwait(false);
        }

        DateTimeOffset now = _time.GetUtcNow();
        var credential = new Credential
        {
            Key = key,
            Flow = flow,
            Tokens = tokens,
            Service = service,
            DpopKey = dpopKey,
            Account = account.Name,
            Subject = account.Subject,
            ClientId = flow == SignInFlow.GivenToken ? null : provider.ClientId,
            RedirectUri = answered?.RedirectUri,
            CreatedAt = now,
            UpdatedAt = now,
        };
        try
        {
            return await StoreAsync(credential, force, cancellationToken).ConfigureAwait(false);
        }
        catch (PrxAuthException e) when (e.Error == PrxAuthError.AccountChanged)
        {
            await _refused.GiveBackAsync(provider, credential, interaction, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    // A sign-in that came this far is kept even where the account's name cannot be learnt: the name is for the eye.
    private async Task<Account> ReadAccountAsync(
        ProviderDefinition provider, TokenSet tokens, Secret? dpopKey, JsonElement? claims, ISignInInteraction interaction,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _accounts.ReadAsync(provider, tokens.AccessToken, dpopKey, claims, cancellationToken).ConfigureAwait(false);
        }
        catch (PrxAuthException e)
        {
            interaction.Step($"The account's name could not be learnt: {e.Message}");
            return claims is { } known ? AccountReader.From(provider, known) : Account.Unknown;
        }
    }

    private async Task<Credential> StoreAsync(Credential credential, bool force, CancellationToken cancellationToken)
    {
        using ICredentialSection section = await _store.EnterAsync(credential.Key, TokenService.LockWait, cancellationToken).ConfigureAwait(false);
        Credential? before = await ReadOrIgnoreDamageAsync(section).ConfigureAwait(false);
        if (!force && before?.Subject is { } owner && credential.Subject is { } subject && owner != subject)
        {
            throw SignInFailures.AccountChanged(before, credential);
        }

        return await section.WriteAsync(credential with
        {
            Generation = before?.Generation ?? 0,
            CreatedAt = before is not null && before.Subject == credential.Subject ? before.CreatedAt : credential.CreatedAt,
        }).ConfigureAwait(false);
    }

    private static async Task<Credential?> ReadOrIgnoreDamageAsync(ICredentialSection section)
    {
        try
        {
            return await section.ReadAsync().ConfigureAwait(false);
        }
        catch (PrxAuthException e) when (e.Error is PrxAuthError.SealedFileDamaged or PrxAuthError.SealedFileOutdated)
        {
            // A new sign-in is the way out of a damaged file; the store sets the old one aside when it writes.
            return null;
        }
    }
}
