using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Google;

/// <summary>The start of Google's device flow, for TV clients alone, and its approval page.</summary>
internal sealed class GoogleDeviceEndpoints(SimulatorControl control)
{
    private const int LifetimeSeconds = 1800;

    public async Task StartAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (GoogleClient.Find(parameters["client_id"]) is not { } client)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "The OAuth client was not found.");
            return;
        }

        if (!client.IsTv)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "Invalid client type.");
            return;
        }

        string[] scopes = GoogleScopes.Split(parameters["scope"]);
        if (scopes.Length == 0 || !scopes.All(GoogleScopes.IsAllowedOnTv))
        {
            await Reply.ErrorAsync(context, 400, "invalid_scope", "Invalid device flow scope.");
            return;
        }

        DeviceAuthorization device = new()
        {
            Area = SimulatorArea.Google,
            DeviceCode = "AH-1Ng" + RandomText.Alphanumeric(80),
            UserCode = RandomText.UserCode(),
            ClientId = client.Id,
            Scope = string.Join(' ', scopes),
            ExpiresAt = control.Clock.GetUtcNow() + TimeSpan.FromSeconds(LifetimeSeconds),
            Interval = control.DeviceInterval,
        };
        control.Devices.Add(device);
        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["device_code"] = device.DeviceCode,
            ["user_code"] = device.UserCode,
            ["verification_url"] = $"{GoogleArea.Issuer(context)}/device",
            ["expires_in"] = LifetimeSeconds,
            ["interval"] = device.Interval,
        });
    }

    public async Task VerifyAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        string? userCode = parameters["user_code"] ?? context.Request.Query["user_code"];
        SimulatorUser user = SimulatorUser.Find(parameters["user"]) ?? control.CurrentUser;
        if (!HttpMethods.IsPost(context.Request.Method) || parameters["decision"] is not { } decision)
        {
            await DevicePage.ShowAsync(context, user, userCode);
            return;
        }

        DeviceAuthorization? device = control.Devices.FindByUserCode(userCode);
        bool approve = decision == "approve";
        if (device?.Area != SimulatorArea.Google || !control.Devices.Decide(device, approve, user))
        {
            await DevicePage.ShowAsync(context, user, userCode, "This code is not, or no longer, valid.");
            return;
        }

        await DevicePage.ShowDoneAsync(context, approve);
    }
}
