using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.HuggingFace;

/// <summary>Where Hugging Face's sign-ins begin: the authorization page and the device codes.</summary>
internal sealed class HuggingFaceAuthorizationEndpoints(SimulatorControl control, CodeBoard codes)
{
    private static readonly TimeSpan _deviceLifetime = TimeSpan.FromMinutes(15);

    public async Task AuthorizeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string redirectUri = query["redirect_uri"].ToString();
        string? state = query["state"];
        if (query["client_id"] != SimulatorClients.HuggingFace
            || !Credentials.IsLoopbackRedirect(redirectUri, out Uri? uri)
            || uri!.AbsolutePath != "/callback")
        {
            await Reply.PageAsync(context, 400, "Invalid request", "<p>The client or its redirect URI is not known.</p>");
            return;
        }

        // A public app proves itself by PKCE alone.
        if (query["code_challenge"].FirstOrDefault() is null || query["code_challenge_method"] != "S256")
        {
            Reply.Redirect(context, redirectUri, [new("error", "invalid_request"), new("error_description", "PKCE is required."), new("state", state)]);
            return;
        }

        SimulatorUser user = SimulatorUser.Find(query["login_hint"]) ?? control.CurrentUser;
        switch (await ConsentStep.DecideAsync(context, control, SimulatorClients.HuggingFace, user))
        {
            case true:
                Reply.Redirect(context, redirectUri, [new("code", codes.Issue(query, SimulatorClients.HuggingFace, user)), new("state", state)]);
                break;
            case false:
                Reply.Redirect(context, redirectUri, [new("error", "access_denied"), new("state", state)]);
                break;
        }
    }

    public async Task StartDeviceAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters["client_id"] != SimulatorClients.HuggingFace)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "The client is not known.");
            return;
        }

        DeviceAuthorization device = DevicePolling.Begin(
            control, SimulatorArea.HuggingFace, SimulatorClients.HuggingFace, parameters["scope"], _deviceLifetime);
        string page = $"{HuggingFaceArea.Issuer(context)}/device";
        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["device_code"] = device.DeviceCode,
            ["user_code"] = device.UserCode,
            ["verification_uri"] = page,
            ["verification_uri_complete"] = $"{page}?user_code={device.UserCode}",
            ["expires_in"] = (int)_deviceLifetime.TotalSeconds,
            ["interval"] = device.Interval,
        });
    }
}
