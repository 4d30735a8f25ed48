using System.Text.Json.Nodes;
using Microsoft.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Dpop;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>What the control changes in the server's answers.</summary>
internal static class OidcEvents
{
    private const string OtherIssuer = "http://127.0.0.1:9/";

    public static void Add(OpenIddictServerBuilder options, SimulatorControl control)
    {
        options.AddEventHandler<ApplyDeviceAuthorizationResponseContext>(builder => builder
            .SetOrder(int.MinValue)
            .UseInlineHandler(context =>
            {
                NoteDeviceAuthorization(context, control);
                return default;
            }));
        options.AddEventHandler<ApplyAuthorizationResponseContext>(builder => builder
            .SetOrder(OpenIddictServerHandlers.Authentication.AttachIssuer.Descriptor.Order + 500)
            .UseInlineHandler(context =>
            {
                ChangeIssuer(context.Response, control.Issuer);
                return default;
            }));
        // Before the answer is out: who has it may count at once.
        options.AddEventHandler<ApplyRevocationResponseContext>(builder => builder
            .SetOrder(int.MinValue)
            .UseInlineHandler(context =>
            {
                if (context.Response.Error is null)
                {
                    control.Tracker[SimulatorArea.Oidc].Add(Counted.Revocation);
                }

                return default;
            }));
        options.AddEventHandler<ApplyTokenResponseContext>(builder => builder
            .SetOrder(int.MinValue)
            .UseInlineHandler(context =>
            {
                if (context.Response.AccessToken is not null && DpopGate.ThumbprintOf(context.Transaction.GetHttpRequest()?.HttpContext) is not null)
                {
                    context.Response.TokenType = "DPoP";
                }

                return default;
            }));
        options.AddEventHandler<ApplyConfigurationResponseContext>(builder => builder
            .SetOrder(int.MinValue)
            .UseInlineHandler(context =>
            {
                if (control.MetadataNamesAnotherIssuer)
                {
                    context.Response[OpenIddictConstants.Metadata.Issuer] = OtherIssuer;
                }

                ChangeProtocols(context.Response, control);

                return default;
            }));
    }

    private static void ChangeProtocols(OpenIddictResponse metadata, SimulatorControl control)
    {
        if (control.PushedAuthorization is PushedAuthorizationMode.Hidden or PushedAuthorizationMode.RequiredWithoutEndpoint)
        {
            metadata.RemoveParameter("pushed_authorization_request_endpoint");
        }

        if (control.PushedAuthorization is PushedAuthorizationMode.Required or PushedAuthorizationMode.RequiredWithoutEndpoint)
        {
            metadata["require_pushed_authorization_requests"] = true;
        }

        if (control.Dpop.IsAdvertised)
        {
            metadata["dpop_signing_alg_values_supported"] = new OpenIddictParameter(new JsonArray("ES256"));
        }
    }

    private static void NoteDeviceAuthorization(ApplyDeviceAuthorizationResponseContext context, SimulatorControl control)
    {
        if (context.Response is not { DeviceCode: { } deviceCode, UserCode: { } userCode } response)
        {
            return;
        }

        int interval = control.DeviceInterval;
        response["interval"] = interval;
        control.Devices.Add(new DeviceAuthorization
        {
            Area = SimulatorArea.Oidc,
            DeviceCode = deviceCode,
            UserCode = userCode,
            ClientId = context.Request?.ClientId ?? "",
            Scope = context.Request?.Scope ?? "",
            ExpiresAt = control.Clock.GetUtcNow() + TimeSpan.FromSeconds(response.ExpiresIn ?? 0),
            Interval = interval,
        });
    }

    private static void ChangeIssuer(OpenIddictResponse response, IssuerMode mode)
    {
        switch (mode)
        {
            case IssuerMode.Absent:
                response.RemoveParameter(OpenIddictConstants.Parameters.Iss);
                break;
            case IssuerMode.Wrong:
                response[OpenIddictConstants.Parameters.Iss] = OtherIssuer;
                break;
            default:
                break;
        }
    }
}
