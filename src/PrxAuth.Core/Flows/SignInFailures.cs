using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Flows;

/// <summary>Failures that more than one flow ends in.</summary>
internal static class SignInFailures
{
    public static PrxAuthException TimedOut(ProviderDefinition provider, TimeSpan patience) => new(
        PrxAuthError.SignInTimedOut,
        $"Nobody finished the sign-in to provider '{provider.Name}' within {patience.TotalSeconds:0} seconds.",
        "Sign in again; -TimeoutSeconds gives more time. If the provider's page showed an error, it is about the client's settings there.")
    { Target = provider.Name };

    public static PrxAuthException NobodyThere(ProviderDefinition provider) => new(
        PrxAuthError.InteractionRequired,
        $"Signing in to provider '{provider.Name}' needs a person, and this session is not interactive.",
        "Sign in once in an interactive session as the same user, or use Connect-PrxAuth with -ClientCredential or -Token.")
    { Target = provider.Name };

    public static PrxAuthException AccountChanged(Credential before, Credential after) => new(
        PrxAuthError.AccountChanged,
        $"The sign-in was done as '{after.Account ?? after.Subject}', and profile '{before.Key}' belongs to '{before.Account ?? before.Subject}'; nothing was changed.",
        $"Sign in as that account, keep the other one under a name of its own with -Profile, or add -Force to let '{before.Key.Profile}' change hands.")
    { Target = before.Key.ToString() };

    public static PrxAuthException Foreign(ProviderDefinition provider, string why) => new(
        PrxAuthError.RedirectInvalid,
        $"The redirect does not belong to this sign-in to provider '{provider.Name}': {why}.",
        "Sign in again and finish it in the window that opens. If it happens again, another server may be answering: do not continue.")
    { Target = provider.Name };
}
