using PrxAuth.Core.Profiles;

namespace PrxAuth.Cli.Commands;

/// <summary><c>token</c>: the one command that prints a secret, because that is what it is asked for.</summary>
internal static class TokenCommand
{
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProfileSelection selection = context.Select();
        Credential credential = await context.Session.Tokens.GetAsync(
            selection, context.Arguments.MinimumValidity, cancellationToken).ConfigureAwait(false);
        if (context.Arguments.Format == OutputFormat.Rich)
        {
            context.FrontEnd.EmitText(credential.UsableToken.Reveal());
        }
        else
        {
            context.Emit(new TokenResult(credential, credential.Service?.Endpoint ?? selection.Provider.ApiEndpoint));
        }

        return ExitStatus.Done;
    }
}
