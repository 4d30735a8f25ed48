using PrxAuth.Cli.Commands;
using PrxAuth.Cli.Grammar;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Cli.Helpers;

/// <summary>The line of an <c>.npmrc</c> that npm, and what understands its files, reads the token of a registry from. npm has no helpers.</summary>
internal sealed class NpmHelper(CommandContext context)
{
    private readonly HelperLogin _login = new(context);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var registry = new Uri(context.Arguments.Helper!.Operation!, UriKind.Absolute);
        if (_login.Find(registry) is not { } selection)
        {
            throw new UsageException(
                $"No login is known for {registry.Authority}.", "Name one with --provider, or name the host in helper_hosts of a provider that is signed in.");
        }

        Credential credential = await _login.GetAsync(selection, cancellationToken).ConfigureAwait(false);
        string path = registry.AbsolutePath.EndsWith('/') ? registry.AbsolutePath : registry.AbsolutePath + "/";
        context.FrontEnd.EmitText($"//{registry.Authority}{path}:_authToken={credential.UsableToken.Reveal()}");
        return ExitStatus.Done;
    }
}
