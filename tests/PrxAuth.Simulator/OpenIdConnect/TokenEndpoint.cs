using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Dpop;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>The token endpoint: a gate in front of the server's checks, and what is granted after them.</summary>
internal sealed class TokenEndpoint(SimulatorControl control, OidcArea area) : IDisposable
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    // The in-memory store lets two requests redeem one token at the same moment. One request at a time keeps rotation honest.
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Goes before authentication, because the server validates the request there.</summary>
    public async Task GateAsync(HttpContext context, RequestDelegate next)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        string? grantType = parameters["grant_type"];
        if (grantType == GrantTypes.DeviceCode
            && control.Devices.FindByDeviceCode(SimulatorArea.Oidc, parameters["device_code"]) is { } device)
        {
            if (control.Devices.MustSlowDown(device))
            {
                await Reply.ErrorAsync(context, 400, "slow_down", "The polls come too fast.");
                return;
            }

            await control.AutoApproveAsync(device, context.RequestAborted);
        }

        await _oneAtATime.WaitAsync(context.RequestAborted);
        try
        {
            await next(context);
        }
        finally
        {
            _oneAtATime.Release();
        }

        if (grantType == GrantTypes.RefreshToken && context.Response.StatusCode == StatusCodes.Status200OK)
        {
            control.Tracker[SimulatorArea.Oidc].Add(Counted.Refresh);
        }
    }

    public async Task InvokeAsync(HttpContext context)
    {
        OpenIddictRequest request = context.GetOpenIddictServerRequest()!;
        ClaimsPrincipal principal = request.IsClientCredentialsGrantType()
            ? OidcPrincipal.ForClient(request.ClientId!, request.GetScopes())
            : OidcPrincipal.Renew((await context.AuthenticateAsync(Scheme)).Principal!);
        string? proven = DpopGate.ThumbprintOf(context);
        if (DpopGate.BindingOf(principal) is { } bound && bound != proven && !control.Dpop.IssueBearer)
        {
            await context.ForbidAsync(Scheme, new AuthenticationProperties(new Dictionary<string, string?>
            {
                [OpenIddictServerAspNetCoreConstants.Properties.Error] = OpenIddictConstants.Errors.InvalidGrant,
                [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "The grant is bound to another key.",
            }));
            return;
        }

        DpopGate.Bind(principal, proven);
        OidcPrincipal.Stamp(principal, area.Epoch, control.AccessTokenLifetime);
        await context.SignInAsync(Scheme, principal);
    }

    public void Dispose() => _oneAtATime.Dispose();
}
