using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.Entra;

/// <summary>The start of Entra's device flow.</summary>
internal sealed class EntraDeviceEndpoint(SimulatorControl control, EntraReply reply)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(15);

    public async Task StartAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters["client_id"] != SimulatorClients.Entra)
        {
            await reply.ErrorAsync(context, 400, "unauthorized_client", 700016, "The application was not found in the directory.");
            return;
        }

        if (parameters["scope"] is not { } scope)
        {
            await reply.ErrorAsync(context, 400, "invalid_request", 900144, "The request body must contain the parameter 'scope'.");
            return;
        }

        DeviceAuthorization device = DevicePolling.Begin(
            control, SimulatorArea.Entra, SimulatorClients.Entra, scope, _lifetime, RandomText.Alphanumeric(9).ToUpperInvariant());
        string page = $"http://{context.Request.Host}/entra/devicelogin";
        bool old = control.Entra.OldDeviceAnswer;
        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["device_code"] = device.DeviceCode,
            ["user_code"] = device.UserCode,
            [old ? "verification_url" : "verification_uri"] = page,
            ["expires_in"] = Number((int)_lifetime.TotalSeconds, old),
            ["interval"] = Number(device.Interval, old),
            ["message"] = $"To sign in, use a web browser to open the page {page} and enter the code {device.UserCode} to authenticate.",
        });
    }

    private static JsonValue Number(int value, bool quoted) =>
        quoted ? JsonValue.Create(value.ToString(CultureInfo.InvariantCulture)) : JsonValue.Create(value);
}
