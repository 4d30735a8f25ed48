using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Dpop;

/// <summary>An API that takes bound tokens alone (RFC 9449 section 7).</summary>
internal sealed class DpopApi(SimulatorControl control, DpopVerifier verifier)
{
    public async Task MeAsync(HttpContext context)
    {
        string? token = Credentials.AuthorizationToken(context.Request, "DPoP");
        string error = "invalid_token";
        if (token is null || verifier.Verify(context.Request, token, out error) is not { } thumbprint)
        {
            await RefuseAsync(context, error);
            return;
        }

        // The framework's own check of the token knows only the other scheme.
        context.Request.Headers.Authorization = $"Bearer {token}";
        AuthenticateResult result = await context.AuthenticateAsync(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (result is not { Succeeded: true, Principal: { } principal } || DpopGate.BindingOf(principal) != thumbprint)
        {
            await RefuseAsync(context, "invalid_token");
            return;
        }

        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["sub"] = principal.GetClaim(OpenIddictConstants.Claims.Subject),
            ["method"] = context.Request.Method,
            ["jkt"] = thumbprint,
        });
    }

    private Task RefuseAsync(HttpContext context, string error)
    {
        context.Response.Headers.WWWAuthenticate = $"DPoP error=\"{error}\", algs=\"ES256\"";
        context.Response.Headers[DpopVerifier.NonceHeader] = control.Dpop.Nonce;
        return Reply.ErrorAsync(context, 401, error, "The token or its proof was refused.");
    }
}
