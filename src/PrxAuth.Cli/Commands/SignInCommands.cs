using PrxAuth.Cli.Grammar;
using PrxAuth.Core;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Cli.Commands;

/// <summary><c>login</c>, <c>paste-redirect</c> and <c>paste-token</c>.</summary>
internal static class SignInCommands
{
    public static Task<int> LoginAsync(CommandContext context, CancellationToken cancellationToken)
    {
        AuthArguments asked = context.Arguments;
        context.SelectForSignIn();
        return (asked.NoWait ? StartAsync : (Func<CommandContext, SignInRequest, CancellationToken, Task<int>>)SignInAsync)(
            context,
            new SignInRequest
            {
                Provider = asked.Provider!,
                Profile = asked.Profile,
                Flow = asked.DeviceCode ? SignInFlow.DeviceCode : asked.ClientCredential ? SignInFlow.ClientCredentials
                    : asked.Federated ? SignInFlow.Federated : null,

                // The device code flow works without a browser here, and whoever asks for it by name has none in mind.
                OpenBrowser = asked.OpenBrowser ?? (asked.DeviceCode ? false : null),
                Scopes = asked.Scopes,
                AddScopes = asked.AddScopes,
                Force = asked.Force,
                CopyCode = !asked.NoClipboard,
                ShowQrCode = asked.ShowQrCode,
                Port = asked.Port,
                Timeout = asked.Timeout,
            },
            cancellationToken);
    }

    public static async Task<int> PasteRedirectAsync(CommandContext context, CancellationToken cancellationToken)
    {
        AuthArguments asked = context.Arguments;
        Secret? redirect = await context.FrontEnd.ReadSecretAsync("Address or code: ", cancellationToken).ConfigureAwait(false);
        if (redirect is null)
        {
            throw new PrxAuthException(
                PrxAuthError.InteractionRequired,
                "No address arrived on standard input.",
                "Give it as one line: prx auth paste-redirect < file; in PowerShell: Get-Content file | prx auth paste-redirect")
            { Target = asked.Provider };
        }

        Credential credential = await context.Session.SignIn.CompleteAsync(
            asked.Provider, asked.Profile, redirect, context.FrontEnd, cancellationToken).ConfigureAwait(false);
        return Done(context, credential);
    }

    public static async Task<int> PasteTokenAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProfileSelection selection = context.SelectForSignIn();
        Secret? token = await context.FrontEnd.ReadSecretAsync(
            $"Token for {selection.Provider.DisplayName} (profile '{selection.Key.Profile}'): ", cancellationToken).ConfigureAwait(false);
        if (token is null)
        {
            throw new PrxAuthException(
                PrxAuthError.InteractionRequired,
                $"No token for provider '{selection.Provider.Name}' arrived on standard input.",
                $"Give it as one line: prx auth paste-token -P {selection.Provider.Name} < file; in PowerShell: Connect-PrxAuth -Token, or pipe it to this command.")
            { Target = selection.Key.ToString() };
        }

        return await SignInAsync(
            context,
            new SignInRequest
            {
                Provider = selection.Provider.Name,
                Profile = selection.Key.Profile,
                Flow = SignInFlow.GivenToken,
                GivenToken = token,
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> SignInAsync(CommandContext context, SignInRequest request, CancellationToken cancellationToken)
    {
        Credential credential = await context.Session.SignIn.SignInAsync(request, context.FrontEnd, cancellationToken).ConfigureAwait(false);
        return Done(context, credential);
    }

    private static async Task<int> StartAsync(CommandContext context, SignInRequest request, CancellationToken cancellationToken)
    {
        context.Emit(new PendingResult(await context.Session.SignIn.StartAsync(request, context.FrontEnd, cancellationToken).ConfigureAwait(false)));
        return ExitStatus.Done;
    }

    private static int Done(CommandContext context, Credential credential)
    {
        context.Emit(new SignedInResult(context.Session.Profiles.Describe(credential)));
        return ExitStatus.Done;
    }
}
