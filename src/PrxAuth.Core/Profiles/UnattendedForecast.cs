using PrxAuth.Core.Flows;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Profiles;

/// <summary>
/// How long a profile gives tokens with nobody there, as far as that can be known here. What befalls it at the provider meanwhile (a grant
/// withdrawn, a password changed) no forecast sees.
/// </summary>
/// <param name="Until">Until when; null: no end is known.</param>
/// <param name="Reason">Why, as a sentence without its full stop.</param>
/// <param name="WayOut">What makes it last longer.</param>
public sealed record UnattendedForecast(DateTimeOffset? Until, string Reason, string WayOut)
{
    /// <summary>Whether the profile lasts for a time from <paramref name="now"/>, as far as is known.</summary>
    public bool Covers(TimeSpan duration, DateTimeOffset now) => Until is not { } until || until - now >= duration;

    // As TokenService and TokenRenewal would go about it; what they refuse at once ends now.
    internal static UnattendedForecast Of(Credential credential, ProviderDefinition? provider, bool renewsByItself, DateTimeOffset now)
    {
        DateTimeOffset? tokenEnds = now + credential.TimeLeft(now);
        string named = $"-Provider {credential.Key.Provider} -Profile {credential.Key.Profile}";
        string signIn = $"Sign in again: Connect-PrxAuth {named}";
        if (credential.LoginRequiredReason is { } reason)
        {
            return new(now, $"only a new sign-in helps: {reason.TrimEnd('.')}", signIn);
        }

        if (provider is null)
        {
            return new(now, "the config file no longer knows its provider", $"Define [providers.{credential.Key.Provider}] in the config file again.");
        }

        string renew = $"Update-PrxAuthToken {named}";
        if (credential.IsInDoubt(now))
        {
            return new(tokenEnds, "the answer to its last refresh was lost, so nobody knows whether it can be renewed", $"Find out: {renew}");
        }

        if (!renewsByItself)
        {
            return new(tokenEnds, "auto_refresh is off, so its token is not renewed", $"Set auto_refresh = true under [auth.oauth2], or renew it now: {renew}");
        }

        return credential switch
        {
            { Flow: SignInFlow.ClientCredentials } => new(null, "the client renews it by its own credentials", signIn),
            { Flow: SignInFlow.Federated } => new(null, "its platform vouches for it anew each time", signIn),
            { Tokens: { RefreshToken: not null, RefreshTokenExpiresAt: { } refreshEnds } } =>
                new(Later(tokenEnds, refreshEnds), "its refresh token runs out then", signIn),
            { Tokens.RefreshToken: not null } => new(null, "its refresh token renews it, and the provider names no end of that", signIn),
            _ when provider.Exchange != ServiceExchange.None => new(
                credential.Tokens.ExpiresAt is { } ends ? Later(tokenEnds, ends) : null, "its tokens are minted from the access token of the sign-in", signIn),
            _ => new(tokenEnds, tokenEnds is null ? "its token has no known end" : "it has no refresh token", signIn),
        };
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset other) => one is null || one > other ? one : other;
}
