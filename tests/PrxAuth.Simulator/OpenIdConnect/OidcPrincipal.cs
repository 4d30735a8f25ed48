using System.Globalization;
using System.Security.Claims;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>Builds what tokens are made of.</summary>
internal static class OidcPrincipal
{
    /// <summary>The claim that says in which epoch an access token was issued; a new epoch expires the tokens of all before.</summary>
    public const string EpochClaim = "epoch";

    public static ClaimsPrincipal ForUser(SimulatorUser user, IEnumerable<string> scopes)
    {
        ClaimsIdentity identity = Create();
        identity.SetClaim(Claims.Subject, user.Subject)
            .SetClaim(Claims.Name, user.DisplayName)
            .SetClaim(Claims.PreferredUsername, user.Email)
            .SetClaim(Claims.Email, user.Email);
        identity.SetScopes(scopes);
        identity.SetDestinations(Destinations);
        return new ClaimsPrincipal(identity);
    }

    public static ClaimsPrincipal ForClient(string clientId, IEnumerable<string> scopes)
    {
        ClaimsIdentity identity = Create();
        identity.SetClaim(Claims.Subject, clientId).SetClaim(Claims.Name, clientId);
        identity.SetScopes(scopes);
        identity.SetDestinations(Destinations);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>The principal of a code, a device code or a refresh token, ready for a new token set.</summary>
    public static ClaimsPrincipal Renew(ClaimsPrincipal granted)
    {
        ClaimsIdentity identity = new(granted.Claims, TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        identity.SetDestinations(Destinations);
        return new ClaimsPrincipal(identity);
    }

    public static void Stamp(ClaimsPrincipal principal, int epoch, TimeSpan lifetime)
    {
        ClaimsIdentity identity = (ClaimsIdentity)principal.Identity!;
        identity.SetClaim(EpochClaim, epoch.ToString(CultureInfo.InvariantCulture));
        identity.SetDestinations(Destinations);
        principal.SetAccessTokenLifetime(lifetime);
    }

    public static bool IsOfEpoch(ClaimsPrincipal principal, int epoch) =>
        principal.GetClaim(EpochClaim) == epoch.ToString(CultureInfo.InvariantCulture);

    private static ClaimsIdentity Create() =>
        new(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);

    private static IEnumerable<string> Destinations(Claim claim)
    {
        yield return OpenIddictConstants.Destinations.AccessToken;
        bool inIdToken = claim.Type switch
        {
            Claims.Name or Claims.PreferredUsername => claim.Subject!.HasScope(Scopes.Profile),
            Claims.Email => claim.Subject!.HasScope(Scopes.Email),
            _ => false,
        };
        if (inIdToken)
        {
            yield return OpenIddictConstants.Destinations.IdentityToken;
        }
    }
}
