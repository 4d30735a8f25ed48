using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using PrxAuth.Simulator.Dpop;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>The authorization endpoint (RFC 6749 section 3.1): the server has checked the request, here the user answers.</summary>
internal sealed class AuthorizationEndpoint(SimulatorControl control)
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public async Task InvokeAsync(HttpContext context)
    {
        OpenIddictRequest request = context.GetOpenIddictServerRequest()!;
        ConsentMode consent = control.Consent;
        string? decision = consent == ConsentMode.Ask ? await ConsentPage.ReadDecisionAsync(context) : null;
        SimulatorUser user = SimulatorUser.Find(request.LoginHint) ?? control.CurrentUser;
        if (consent == ConsentMode.Approve || decision == "approve")
        {
            ClaimsPrincipal principal = OidcPrincipal.ForUser(user, request.GetScopes());
            DpopGate.Bind(principal, (string?)request["dpop_jkt"]);
            await context.SignInAsync(Scheme, principal);
            return;
        }

        if (consent == ConsentMode.Deny || decision is not null)
        {
            await RefuseAsync(context, OpenIddictConstants.Errors.AccessDenied, "The user refused.");
        }
        else if (request.HasPromptValue(OpenIddictConstants.PromptValues.None))
        {
            await RefuseAsync(context, OpenIddictConstants.Errors.ConsentRequired, "The user has to be asked.");
        }
        else
        {
            await ConsentPage.ShowAsync(context, request.ClientId, user, request.Scope, buttons: consent == ConsentMode.Ask);
        }
    }

    private static Task RefuseAsync(HttpContext context, string error, string description) =>
        context.ForbidAsync(Scheme, new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }));
}
