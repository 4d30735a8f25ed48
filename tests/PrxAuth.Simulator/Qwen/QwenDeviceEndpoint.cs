using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Qwen;

/// <summary>The start of Qwen's device flow: with a code challenge, and without an interval in its answer.</summary>
internal sealed class QwenDeviceEndpoint(SimulatorControl control)
{
    private const int LifetimeSeconds = 900;

    public async Task StartAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters["client_id"] != SimulatorClients.Qwen)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "The client is not known.");
            return;
        }

        if (!context.Request.HasFormContentType || parameters["scope"] is not { } scope
            || parameters["code_challenge"] is not { } challenge || parameters["code_challenge_method"] != "S256")
        {
            await Reply.ErrorAsync(context, 400, "invalid_request", "The form must hold scope and a code challenge of the method S256.");
            return;
        }

        DeviceAuthorization device = new()
        {
            Area = SimulatorArea.Qwen,
            DeviceCode = RandomText.Alphanumeric(64),
            UserCode = RandomText.UserCode(),
            ClientId = SimulatorClients.Qwen,
            Scope = scope,
            Challenge = challenge,
            ExpiresAt = control.Clock.GetUtcNow() + TimeSpan.FromSeconds(LifetimeSeconds),
            Interval = control.DeviceInterval,
        };
        control.Devices.Add(device);
        string page = $"http://{context.Request.Host}/qwen/authorize";
        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["device_code"] = device.DeviceCode,
            ["user_code"] = device.UserCode,
            ["verification_uri"] = page,
            ["verification_uri_complete"] = $"{page}?user_code={device.UserCode}&client=qwen-code",
            ["expires_in"] = LifetimeSeconds,
        });
    }
}
