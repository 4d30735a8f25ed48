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
internal sealed class BrowserFlow(TokenEndpoint tokens, PushedAuthorization pushing, IBrowserLauncher browser, TimeProvider time)
{
    private const int PasteAttempts = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Signs in with a browser opened here, or with the address shown when it cannot be opened.</summary>
    public async Task<Credential> SignInAsync(FlowContext context, bool openBrowser, FinishSignIn finish, CancellationToken cancellationToken)
    {
        LoopbackListener listener = Listen(context, out ProofKey proof);
        await using ConfiguredAsyncDisposable closing = listener.ConfigureAwait(false);
        AuthorizationRequest request = await ComposeAsync(context, proof, listener.RedirectUri, cancellationToken).ConfigureAwait(false);
        AuthorizationResponse response = await WaitAsync(
            context, token => OpenAndWaitAsync(context, listener, request, openBrowser, token), cancellationToken).ConfigureAwait(false);
        return await FinishAsync(context, request, response, finish, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Signs in with a browser on any machine.</summary>
    public async Task<Credential> SignInByPasteAsync(FlowContext context, FinishSignIn finish, CancellationToken cancellationToken)
    {
        if (context.Provider.Definition.PasteRedirectUri is { } page)
        {
            AuthorizationRequest shown = await ComposeAsync(context, ProofKey.Create(), page, cancellationToken).ConfigureAwait(false);
            AuthorizationResponse pasted = await WaitAsync(
                context, async token => await ReadPastedAsync(context.Interaction, shown, token).ConfigureAwait(false) ?? throw Nothing(context), cancellationToken)
                .ConfigureAwait(false);
            Secret code = shown.Accept(pasted);
            return await finish(await shown.RedeemAsync(tokens, code, cancellationToken).ConfigureAwait(false), shown.Nonce).ConfigureAwait(false);
        }

        LoopbackListener listener = Listen(context, out ProofKey proof);
        await using ConfiguredAsyncDisposable closing = listener.ConfigureAwait(false);
        AuthorizationRequest request = await ComposeAsync(context, proof, listener.RedirectUri, cancellationToken).ConfigureAwait(false);
        AuthorizationResponse response = await WaitAsync(
            context, token => FirstOfAsync(listener, context.Interaction, request, token), cancellationToken).ConfigureAwait(false);
        return await FinishAsync(context, request, response, finish, cancellationToken).ConfigureAwait(false);
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
        FlowContext context, AuthorizationRequest request, AuthorizationResponse response, FinishSignIn finish, CancellationToken cancellationToken)
    {
        ProviderDefinition provider = context.Provider.Definition;
        try
        {
            Secret code = request.Accept(response);
            TokenSet granted = await request.RedeemAsync(tokens, code, cancellationToken).ConfigureAwait(false);
            Credential credential = await finish(granted, request.Nonce).ConfigureAwait(false);
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

/// <summary>Checks and keeps what a flow obtained; the nonce is the one the id_token must carry.</summary>
internal delegate Task<Credential> FinishSignIn(TokenSet tokens, string? nonce);
