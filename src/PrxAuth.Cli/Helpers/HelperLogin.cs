using PrxAuth.Cli.Commands;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Cli.Helpers;

/// <summary>Finds the login that another tool asks for. What is not ours to answer is no failure: the tool may have others to ask.</summary>
internal sealed class HelperLogin(CommandContext context)
{
    // What GitLab demands beside an OAuth token, and the others do not look at.
    private const string UsualUserName = "oauth2";

    /// <summary>The profile whose token a host takes: the one that the configuration line names, else the only one that is signed in to a
    /// provider of that host. Null where there is none, and where the token would travel in the clear.</summary>
    public ProfileSelection? Find(Uri address)
    {
        if (!ProviderHttp.IsTrustworthy(address))
        {
            context.FrontEnd.Step($"No token is handed out for {address.Authority}: it would travel over plain http.");
            return null;
        }

        if (context.Arguments.Provider is not null)
        {
            return Named();
        }

        ProfileSelection[] found = [.. ProviderHosts.Find(context.Snapshot.Catalog.Providers, address)
            .Select(provider => context.Session.Profiles.Select(provider.Name, context.Arguments.Profile)).Where(IsSignedIn)];
        if (found.Length > 1)
        {
            context.FrontEnd.Step($"Several providers have tokens for {address.Authority}: {string.Join(", ", found.Select(one => one.Provider.Name))}. Name one with --provider.");
        }

        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>The profile that the configuration line names.</summary>
    public ProfileSelection Named() => context.Session.Profiles.Select(context.Arguments.Provider!, context.Arguments.Profile);

    /// <summary>A credential whose token is valid now, and whose token anybody may bear.</summary>
    /// <exception cref="PrxAuthException">There is no such profile, it needs a sign-in, or its tokens are bound to a key.</exception>
    public async Task<Credential> GetAsync(ProfileSelection selection, CancellationToken cancellationToken)
    {
        Credential credential = await context.Session.Tokens.GetAsync(selection, context.Arguments.MinimumValidity, cancellationToken).ConfigureAwait(false);
        return credential.TokenType == "Bearer" ? credential : throw new PrxAuthException(
            PrxAuthError.ProofAddressMissing,
            $"The token of '{selection.Key}' is bound to a key (DPoP), and this helper's protocol has no place for the proof.",
            "Use a provider without dpop = true for this tool.")
        { Target = selection.Key.ToString() };
    }

    /// <summary>The user name beside the token: the one from the configuration line, else the one that was asked for.</summary>
    public string UserName(string? asked = null) =>
        context.Arguments.Helper!.UserName ?? (string.IsNullOrEmpty(asked) ? UsualUserName : asked);

    /// <summary>Lets the next answer be a renewed token, as far as there is a way to renew it. The login stays.</summary>
    /// <param name="selection">The profile.</param>
    /// <param name="refused">The token that was refused; null: whichever is kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task NoteRefusedAsync(ProfileSelection selection, string? refused, CancellationToken cancellationToken) =>
        context.Session.Tokens.NoteRefusedAsync(selection, Secret.FromNullable(refused), cancellationToken);

    /// <summary>A failure in one line, for tools that show what their helper says.</summary>
    public static string Explain(PrxAuthException failure) => $"{failure.Message} {CommandVocabulary.Translate(failure.Recommendation)}";

    public bool IsSignedIn(ProfileSelection selection) => context.Session.Profiles.ListKeys(selection.Key.Provider).Contains(selection.Key);
}
