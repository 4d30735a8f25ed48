using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.GitHub;

/// <summary>The start of GitHub's device flow and its approval page.</summary>
internal sealed class GitHubDeviceEndpoints(SimulatorControl control)
{
    private const int LifetimeSeconds = 900;

    public async Task StartAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        string? clientId = parameters["client_id"];
        if (!GitHubArea.IsKnownClient(clientId))
        {
            await GitHubReply.NegotiateAsync(context, 404, new JsonObject { ["error"] = "Not Found" });
            return;
        }

        if (!control.GitHub.DeviceFlow)
        {
            await GitHubReply.NegotiateAsync(
                context, 400, GitHubReply.Error("device_flow_disabled", "Device flow must be enabled for this app."));
            return;
        }

        DeviceAuthorization device = new()
        {
            Area = SimulatorArea.GitHub,
            DeviceCode = RandomText.Hex(40),
            UserCode = RandomText.UserCode(),
            ClientId = clientId!,
            Scope = parameters["scope"] ?? "",
            ExpiresAt = control.Clock.GetUtcNow() + TimeSpan.FromSeconds(LifetimeSeconds),
            Interval = control.DeviceInterval,
        };
        control.Devices.Add(device);
        await GitHubReply.NegotiateAsync(context, 200, new JsonObject
        {
            ["device_code"] = device.DeviceCode,
            ["user_code"] = device.UserCode,
            ["verification_uri"] = $"http://{context.Request.Host}/github/login/device",
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
        if (device?.Area != SimulatorArea.GitHub || !control.Devices.Decide(device, approve, user))
        {
            await DevicePage.ShowAsync(context, user, userCode, "This code is not, or no longer, valid.");
            return;
        }

        await DevicePage.ShowDoneAsync(context, approve);
    }
}
