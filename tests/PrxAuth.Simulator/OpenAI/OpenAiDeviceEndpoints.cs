using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.OpenAI;

/// <summary>OpenAI's device sign-in: JSON, 403 or 404 for everything that is not an approval, and then an authorization code whose code
/// verifier the server made.</summary>
internal sealed class OpenAiDeviceEndpoints(SimulatorControl control, CodeStore codes)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(15);

    private OpenAiScenario Scenario => control.OpenAI;

    public async Task StartAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (!Scenario.DeviceFlow)
        {
            await Reply.JsonAsync(context, 404, new JsonObject { ["detail"] = "Not Found" });
            return;
        }

        if (parameters.Json is null || parameters["client_id"] != SimulatorClients.OpenAi)
        {
            await OpenAiReply.ErrorAsync(context, Scenario.ErrorShape, 400, "invalid_client", "The client is not known.");
            return;
        }

        DeviceAuthorization device = new()
        {
            Area = SimulatorArea.OpenAI,
            DeviceCode = $"deviceauth_{RandomText.Hex(32)}",
            UserCode = RandomText.UserCode(),
            ClientId = SimulatorClients.OpenAi,
            Scope = "openid profile email offline_access",
            ExpiresAt = control.Clock.GetUtcNow() + _lifetime,
            Interval = control.DeviceInterval,
        };
        control.Devices.Add(device);
        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["device_auth_id"] = device.DeviceCode,
            [Scenario.UserCodeAlias ? "usercode" : "user_code"] = device.UserCode,
            ["interval"] = device.Interval.ToString(CultureInfo.InvariantCulture),
        });
    }

    public async Task PollAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        DeviceAuthorization? device = control.Devices.FindByDeviceCode(SimulatorArea.OpenAI, parameters["device_auth_id"]);
        if (device is not null && device.UserCode == parameters["user_code"] && control.Clock.GetUtcNow() < device.ExpiresAt)
        {
            if (!control.Devices.MustSlowDown(device))
            {
                await control.AutoApproveAsync(device, context.RequestAborted);
                if (control.Devices.Take(device) == DeviceDecision.Approved)
                {
                    await ApproveAsync(context, device);
                    return;
                }
            }
        }

        await OpenAiReply.ErrorAsync(
            context, Scenario.ErrorShape, Scenario.PendingIsNotFound ? 404 : 403, "deviceauth_authorization_pending",
            "Device authorization is pending. Please try again.");
    }

    private Task ApproveAsync(HttpContext context, DeviceAuthorization device)
    {
        string verifier = RandomText.Alphanumeric(64);
        string challenge = Credentials.ChallengeOf(verifier);
        UserGrant grant = new(device.ClientId, device.User!, ScopeText.Split(device.Scope));
        return Reply.JsonAsync(context, 200, new JsonObject
        {
            ["authorization_code"] = codes.Issue(grant, $"{OpenAiArea.Issuer(context)}/deviceauth/callback", challenge, state: null),
            ["code_challenge"] = challenge,
            ["code_verifier"] = verifier,
        });
    }
}
