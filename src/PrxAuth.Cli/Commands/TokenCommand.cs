using PrxAuth.Cli.Grammar;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Cli.Commands;

/// <summary><c>token</c>: the one command that prints a secret, because that is what it is asked for.</summary>
internal static class TokenCommand
{
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProfileSelection selection = context.Select();
        Credential credential = await context.Session.Tokens.GetAsync(
            selection, context.Arguments.MinimumValidity, cancellationToken).ConfigureAwait(false);
        if (context.Arguments.Header)
        {
            EmitHeaders(context, credential);
        }
        else if (context.Arguments.Format == OutputFormat.Rich)
        {
            context.FrontEnd.EmitText(credential.UsableToken.Reveal());
        }
        else
        {
            context.Emit(new TokenResult(credential, credential.Service?.Endpoint ?? selection.Provider.ApiEndpoint));
        }

        return ExitStatus.Done;
    }

    /// <summary>Prints the token if it is valid as it lies there.</summary>
    /// <returns>Whether it was; else nothing was printed.</returns>
    public static async Task<bool> TryRunQuicklyAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Snapshot.Warnings.Any())
        {
            return false;
        }

        ProfileSelection selection = context.Session.Profiles.Select(context.Arguments.Provider!, context.Arguments.Profile);
        if (await context.Session.Tokens.TryGetValidAsync(selection.Key, cancellationToken).ConfigureAwait(false) is not { } credential)
        {
            return false;
        }

        context.NoteProfile(selection.IsConfigured, selection.Key.Profile);
        context.FrontEnd.EmitText(credential.UsableToken.Reveal());
        return true;
    }

    private static void EmitHeaders(CommandContext context, Credential credential)
    {
        AuthArguments asked = context.Arguments;
        IReadOnlyDictionary<string, string> headers = RequestHeaders.For(credential, asked.Uri, asked.Method, asked.Nonce, TimeProvider.System);
        if (asked.Format == OutputFormat.Json)
        {
            context.Emit(new HeadersResult(headers));
            return;
        }

        foreach ((string name, string value) in headers)
        {
            context.FrontEnd.EmitText($"{name}: {value}");
        }
    }
}
