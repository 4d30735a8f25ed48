using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using OpenIddict.Validation.AspNetCore;
using PrxAuth.Simulator.Dpop;
using PrxAuth.Simulator.Http;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>What takes an access token (RFC 6750): the userinfo endpoint and an API.</summary>
internal sealed class ProtectedEndpoints(OidcArea area)
{
    public async Task MeAsync(HttpContext context)
    {
        AuthenticateResult result = await context.AuthenticateAsync(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (result is not { Succeeded: true, Principal: { } principal } || !OidcPrincipal.IsOfEpoch(principal, area.Epoch)
            || DpopGate.BindingOf(principal) is not null)
        {
            await RefuseAsync(context);
            return;
        }

        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["sub"] = principal.GetClaim(Claims.Subject),
            ["name"] = principal.GetClaim(Claims.Name),
            ["scope"] = string.Join(' ', principal.GetScopes()),
        });
    }

    public async Task UserInfoAsync(HttpContext context)
    {
        AuthenticateResult result = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        if (result is not { Succeeded: true, Principal: { } principal } || !OidcPrincipal.IsOfEpoch(principal, area.Epoch))
        {
            await RefuseAsync(context);
            return;
        }

        JsonObject claims = new() { ["sub"] = principal.GetClaim(Claims.Subject) };
        Copy(principal, claims, Scopes.Profile, Claims.Name, Claims.PreferredUsername);
        Copy(principal, claims, Scopes.Email, Claims.Email);
        await Reply.JsonAsync(context, 200, claims);
    }

    private static void Copy(ClaimsPrincipal principal, JsonObject claims, string scope, params ReadOnlySpan<string> names)
    {
        if (!principal.HasScope(scope))
        {
            return;
        }

        foreach (string name in names)
        {
            claims[name] = principal.GetClaim(name);
        }
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"simulator\", error=\"invalid_token\"";
        return Reply.ErrorAsync(context, 401, "invalid_token", "The access token is missing, expired or revoked.");
    }
}
