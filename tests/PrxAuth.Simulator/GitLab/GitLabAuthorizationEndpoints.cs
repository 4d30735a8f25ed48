using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.GitLab;

/// <summary>Where GitLab's sign-ins begin: the authorization page and the device codes.</summary>
internal sealed class GitLabAuthorizationEndpoints(SimulatorControl control, CodeBoard codes)
{
    // A third of what others give.
    private static readonly TimeSpan _deviceLifetime = TimeSpan.FromMinutes(5);

    public async Task AuthorizeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string redirectUri = query["redirect_uri"].ToString();
        string? state = query["state"];
        if (query["client_id"] != SimulatorClients.GitLab)
        {
            await Reply.PageAsync(context, 401, "An error has occurred", "<p>Client authentication failed due to unknown client.</p>");
            return;
        }

        if (!Credentials.IsLoopbackRedirect(redirectUri, out Uri? uri) || uri is not { Host: "127.0.0.1", AbsolutePath: "/callback" })
        {
            await Reply.PageAsync(context, 400, "An error has occurred", "<p>The redirect URI included is not valid.</p>");
            return;
        }

        if (query["code_challenge"].FirstOrDefault() is null || query["code_challenge_method"] != "S256")
        {
            Reply.Redirect(context, redirectUri, [new("error", "invalid_request"), new("error_description", "Code challenge is required."), new("state", state)]);
            return;
        }

        SimulatorUser user = SimulatorUser.Find(query["login_hint"]) ?? control.CurrentUser;
        switch (await ConsentStep.DecideAsync(context, control, SimulatorClients.GitLab, user))
        {
            case true:
                Reply.Redirect(context, redirectUri, [new("code", codes.Issue(query, SimulatorClients.GitLab, user)), new("state", state)]);
                break;
            case false:
                Reply.Redirect(context, redirectUri,
                [
                    new("error", "access_denied"),
                    new("error_description", "The resource owner or authorization server denied the request."),
                    new("state", state),
                ]);
                break;
        }
    }

    public async Task StartDeviceAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters["client_id"] != SimulatorClients.GitLab)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "Client authentication failed due to unknown client.");
            return;
        }

        DeviceAuthorization device = DevicePolling.Begin(
            control, SimulatorArea.GitLab, SimulatorClients.GitLab, parameters["scope"], _deviceLifetime);
        string page = $"{GitLabArea.Issuer(context)}/oauth/device";
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
