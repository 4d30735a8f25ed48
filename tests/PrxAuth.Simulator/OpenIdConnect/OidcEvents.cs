using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using PrxAuth.Simulator.Control;
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
        options.AddEventHandler<ApplyConfigurationResponseContext>(builder => builder
            .SetOrder(int.MinValue)
            .UseInlineHandler(context =>
            {
                if (control.MetadataNamesAnotherIssuer)
                {
                    context.Response[OpenIddictConstants.Metadata.Issuer] = OtherIssuer;
                }

                return default;
            }));
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
