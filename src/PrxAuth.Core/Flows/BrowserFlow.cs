using System.Runtime.CompilerServices;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Flows;

/// <summary>
/// Authorization code with a loopback redirect (RFC 8252 section 7.3). The same flow serves a browser here and one elsewhere: there the
/// person pastes the address they were sent to, unless a forwarded port brings the redirect home by itself.
/// </summary>
internal sealed class BrowserFlow(
    TokenEndpoint tokens, PushedAuthorization pushing, PendingSignIns pendings, IBrowserLauncher browser, TimeProvider time)
{
    private const int PasteAttempts = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Signs in with a browser opened here, or with the address shown when it cannot be opened.</summary>
    public async Task<Credential> SignInAsync(FlowContext context, bool openBrowser, FinishSignIn finish, CancellationToken cancellationToken)
    {
        LoopbackListener listener = Listen(context, out ProofKey proof);
        await using ConfiguredAsyncDisposable closing = listener.ConfigureAwait(false);
        AuthorizationRequest request = await ComposeAsync(context, proof, listener.RedirectUri, cancellationToken).ConfigureAwait(false);
        return await ObtainAsync(
            context, request, token => OpenAndWaitAsync(context, listener, request, openBrowser, token), finish, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Signs in with a browser on any machine.</summary>
    public async Task<Credential> SignInByPasteAsync(FlowContext context, FinishSignIn finish, CancellationToken cancellationToken)
    {
        if (context.Provider.Definition.PasteRedirectUri is { } page)
        {
            AuthorizationRequest shown = await ComposeAsync(context, ProofKey.Create(), page, cancellationToken).ConfigureAwait(false);
            return await ObtainAsync(
                context, shown, async token => await ReadPastedAsync(context.Interaction, shown, token).ConfigureAwait(false) ?? throw Nothing(context),
                finish, cancellationToken).ConfigureAwait(false);
        }

        LoopbackListener listener = Listen(context, out ProofKey proof);
        await using ConfiguredAsyncDisposable closing = listener.ConfigureAwait(false);
        if (context.Port is > 0 and var port)
        {
            // A port of one's own choice is one that can be forwarded.
            context.Interaction.Notice($"Nothing needs to be pasted where the browser's machine forwards the port: ssh -L {port}:127.0.0.1:{port} HOST");
        }

        AuthorizationRequest request = await ComposeAsync(context, proof, listener.RedirectUri, cancellationToken).ConfigureAwait(false);
        return await ObtainAsync(
            context, request, token => FirstOfAsync(listener, context.Interaction, request, token), finish, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a sign-in that another process will finish.</summary>
    public async Task<PendingSignIn> StartAsync(FlowContext context, CancellationToken cancellationToken)
    {
        Uri? redirectUri = context.Flow == SignInFlow.Paste ? context.Provider.Definition.PasteRedirectUri : null;
        if (redirectUri is null)
        {
            // Nobody listens at the address that the browser ends at; the port is one that the provider allows.
            LoopbackListener listener = Listen(context, out _);
            redirectUri = listener.RedirectUri;
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        AuthorizationRequest request = await ComposeAsync(context, ProofKey.Create(), redirectUri, cancellationToken).ConfigureAwait(false);
        PendingSignIn started = request.ToPending(context, time.GetUtcNow());
        await pendings.KeepAsync(started, cancellationToken).ConfigureAwait(false);
        return started;
    }

    /// <summary>Finishes a sign-in that another process started. An answer that is not its own leaves it pending.</summary>
    public async Task<Credential> CompleteAsync(
        ResolvedProvider provider, PendingSignIn started, AuthorizationResponse response, FinishSignIn finish, CancellationToken cancellationToken)
    {
        var request = new AuthorizationRequest(provider, started.Scopes, started.Proof, started.RedirectUri, loginHint: null, started.DpopKey);
        Secret code;
        try
        {
            code = request.Accept(response);
        }
        catch (PrxAuthException e) when (e.Error != PrxAuthError.RedirectInvalid)
        {
            // The person, or the provider, said no: that ends it.
            await pendings.TakeAsync(started, cancellationToken).ConfigureAwait(false);
            await pendings.EndAsync(started).ConfigureAwait(false);
            throw;
        }

        await pendings.TakeAsync(started, cancellationToken).ConfigureAwait(false);
        try
        {
            TokenSet granted = await request.RedeemAsync(tokens, code, cancellationToken).ConfigureAwait(false);
            return await finish(granted, request).ConfigureAwait(false);
        }
        finally
        {
            await pendings.EndAsync(started).ConfigureAwait(false);
        }
    }

    // While the answer is waited for here, another process may finish the sign-in.
    private async Task<Credential> ObtainAsync(
        FlowContext context, AuthorizationRequest request, Func<CancellationToken, Task<AuthorizationResponse>> answer, FinishSignIn finish,
        CancellationToken cancellationToken)
    {
        SharedSignIn shared = await pendings.ShareAsync(request.ToPending(context, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        try
        {
            AuthorizationResponse? response = null;
            Credential? finished = await WaitAsync(
                context, token => shared.WaitAsync(async stop => response = await answer(stop).ConfigureAwait(false), token), cancellationToken)
                .ConfigureAwait(false);
            return finished ?? await FinishAsync(context, request, response!, shared, finish, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await shared.EndAsync().ConfigureAwait(false);
        }
    }

    private async Task<AuthorizationRequest> ComposeAsync(FlowContext context, ProofKey proof, Uri redirectUri, CancellationToken cancellationToken)
    {
        var request = new AuthorizationRequest(context.Provider, context.Scopes, proof, redirectUri, context.LoginHint, context.DpopKey);
        await request.PushAsync(pushing, cancellationToken).ConfigureAwait(false);
        return request;
    }

    private LoopbackListener Listen(FlowContext context, out ProofKey proof)
    {
        ProviderDefinition provider = context.Provider.Definition;
        proof = ProofKey.Create();
        return LoopbackListener.Start(new LoopbackOptions
        {
            RedirectHost = provider.RedirectHost,
            Path = provider.RedirectPath,
            Ports = context.Port is { } port ? [port] : provider.RedirectPorts,
            ExpectedState = proof.State,
            Time = time,
        });
    }

    private async Task<T> WaitAsync<T>(FlowContext context, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ProviderDefinition provider = context.Provider.Definition;
        TimeSpan patience = context.Timeout ?? s_patience;
        return await new PersonWait(context.Interaction, time).RunAsync(
            $"Waiting for the sign-in at {provider.DisplayName}", patience, work, () => SignInFailures.TimedOut(provider, patience), cancellationToken)
            .ConfigureAwait(false);
    }

    // A browser may bring the answer before the command that opened it has ended: both are waited for at once.
    private async Task<AuthorizationResponse> OpenAndWaitAsync(
        FlowContext context, LoopbackListener listener, AuthorizationRequest request, bool openBrowser, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task opening = OpenAsync(context.Interaction, request.Address, openBrowser, done.Token);
        Task<AuthorizationResponse> redirected = listener.WaitAsync(done.Token);
        try
        {
            if (await Task.WhenAny(opening, redirected).ConfigureAwait(false) == opening)
            {
                await opening.ConfigureAwait(false);
            }

            return await redirected.ConfigureAwait(false);
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll((Task)redirected, opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task OpenAsync(ISignInInteraction interaction, Uri address, bool openBrowser, CancellationToken cancellationToken)
    {
        bool opened = openBrowser && await browser.TryOpenAsync(address, cancellationToken).ConfigureAwait(false);
        if (openBrowser && !opened)
        {
            interaction.Notice("The browser could not be started; open the address yourself.");
        }

        interaction.ShowAuthorizationUrl(address, opened);
    }

    private static async Task<AuthorizationResponse> FirstOfAsync(
        LoopbackListener listener, ISignInInteraction interaction, AuthorizationRequest request, CancellationToken cancellationToken)
    {
        using var loser = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<AuthorizationResponse> redirected = listener.WaitAsync(loser.Token);
        Task<AuthorizationResponse?> pasted = ReadPastedAsync(interaction, request, loser.Token);
        Task first = await Task.WhenAny((Task)redirected, pasted).ConfigureAwait(false);
        try
        {
            AuthorizationResponse? response = first == pasted ? await pasted.ConfigureAwait(false) : null;
            return response ?? await redirected.ConfigureAwait(false);
        }
        finally
        {
            await loser.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll((Task)redirected, pasted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What the person pasted; null when they pasted nothing because the browser brought the answer by itself.</summary>
    private static async Task<AuthorizationResponse?> ReadPastedAsync(
        ISignInInteraction interaction, AuthorizationRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            string pasted = await interaction.ReadRedirectAsync(request.Address, cancellationToken).ConfigureAwait(false);
            if (string.IsNullOrWhiteSpace(pasted))
            {
                return null;
            }

            try
            {
                return request.ReadPasted(pasted);
            }
            catch (PrxAuthException e) when (attempt < PasteAttempts)
            {
                // A clipboard with something else in it is no reason to begin again.
                interaction.Notice($"{e.Message} {e.Recommendation}");
            }
        }
    }

    private static PrxAuthException Nothing(FlowContext context) => new(
        PrxAuthError.RedirectInvalid, "Nothing was pasted.", "Sign in again and paste the code that the page shows.")
    { Target = context.Provider.Definition.Name };

    private async Task<Credential> FinishAsync(
        FlowContext context, AuthorizationRequest request, AuthorizationResponse response, SharedSignIn shared, FinishSignIn finish,
        CancellationToken cancellationToken)
    {
        ProviderDefinition provider = context.Provider.Definition;
        try
        {
            Secret code = request.Accept(response);
            Credential credential = await shared.ClaimAsync(cancellationToken).ConfigureAwait(false)
                ?? await finish(await request.RedeemAsync(tokens, code, cancellationToken).ConfigureAwait(false), request).ConfigureAwait(false);
            await response.CompleteAsync(SignInPages.Success(provider.DisplayName, credential.Account, credential.Key.Profile)).ConfigureAwait(false);
            return credential;
        }
        catch (PrxAuthException e)
        {
            await response.CompleteAsync(e.Error == PrxAuthError.AccessDenied
                ? SignInPages.Denied(provider.DisplayName)
                : SignInPages.Failed(provider.DisplayName, e.Message, e.Recommendation)).ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>Checks and keeps what a flow obtained; the request is the one that the tokens answer, null where a flow has none.</summary>
internal delegate Task<Credential> FinishSignIn(TokenSet tokens, AuthorizationRequest? request);
