using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Dpop;

/// <summary>
/// In front of the token endpoint: a request with a proof, or of the client whose tokens are always bound, goes on only with a good one.
/// What is issued then is bound to its key, and so is every refresh token after it (RFC 9449 section 5).
/// </summary>
internal sealed class DpopGate(SimulatorControl control, DpopVerifier verifier)
{
    // Not "cnf": the framework keeps that claim for certificates and takes ours away.
    private const string Confirmation = "cnf_jkt";

    private static readonly object _key = new();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        bool isBound = parameters["client_id"] == SimulatorClients.Bound;
        if (!control.Dpop.IssueBearer && (isBound || context.Request.Headers.ContainsKey("DPoP")))
        {
            if (verifier.Verify(context.Request, accessToken: null, out string error) is not { } thumbprint)
            {
                context.Response.Headers[DpopVerifier.NonceHeader] = control.Dpop.Nonce;
                await Reply.ErrorAsync(context, 400, error, "The proof was refused.");
                return;
            }

            context.Items[_key] = thumbprint;
        }

        await next(context);
    }

    /// <summary>The thumbprint of the key that the request proved to hold; null: it proved none.</summary>
    public static string? ThumbprintOf(HttpContext? context) => context?.Items[_key] as string;

    /// <summary>Binds what a principal is made into to a key.</summary>
    public static void Bind(ClaimsPrincipal principal, string? thumbprint)
    {
        if (thumbprint is not null)
        {
            ((ClaimsIdentity)principal.Identity!).SetClaim(Confirmation, thumbprint);
        }
    }

    /// <summary>The thumbprint that a principal is bound to; null: it is not.</summary>
    public static string? BindingOf(ClaimsPrincipal principal) => principal.GetClaim(Confirmation);
}
