using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>The verification page of the device flow (RFC 8628 section 3.3).</summary>
internal sealed class VerificationEndpoint(SimulatorControl control)
{
    public const string DonePath = "/connect/verify/done";
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public async Task InvokeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        string? userCode = parameters["user_code"] ?? context.Request.Query["user_code"];
        SimulatorUser user = SimulatorUser.Find(parameters["user"]) ?? control.CurrentUser;
        if (!HttpMethods.IsPost(context.Request.Method) || parameters["decision"] is not { } decision)
        {
            await DevicePage.ShowAsync(context, user, userCode);
            return;
        }

        AuthenticateResult result = await context.AuthenticateAsync(Scheme);
        DeviceAuthorization? device = control.Devices.FindByUserCode(userCode);
        if (result is not { Succeeded: true, Principal: { } asked }
            || string.IsNullOrEmpty(asked.GetClaim(OpenIddictConstants.Claims.ClientId))
            || device is null
            || !control.Devices.Decide(device, decision == "approve", user))
        {
            await DevicePage.ShowAsync(context, user, userCode, "This code is not, or no longer, valid.");
            return;
        }

        if (decision == "approve")
        {
            await context.SignInAsync(
                Scheme,
                OidcPrincipal.ForUser(user, asked.GetScopes()),
                new AuthenticationProperties { RedirectUri = DonePath });
            return;
        }

        await context.ForbidAsync(Scheme, new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = OpenIddictConstants.Errors.AccessDenied,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "The user refused.",
        }));
    }
}
