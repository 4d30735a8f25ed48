using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.Entra;

/// <summary>Entra's authorization page.</summary>
internal sealed class EntraAuthorizationEndpoint(SimulatorControl control, CodeBoard codes)
{
    public async Task InvokeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string redirectUri = query["redirect_uri"].ToString();
        if (query["client_id"] != SimulatorClients.Entra)
        {
            await EntraReply.PageAsync(context, 700016, "The application was not found in the directory.");
            return;
        }

        if (!IsRegistered(redirectUri))
        {
            await EntraReply.PageAsync(context, 50011, "The redirect URI specified in the request does not match those of the application.");
            return;
        }

        if (query["response_type"] != "code" || ScopeText.Split(query["scope"]).Length == 0)
        {
            await EntraReply.PageAsync(context, 900144, "The request must contain 'response_type' code and 'scope'.");
            return;
        }

        SimulatorUser user = SimulatorUser.Find(query["login_hint"]) ?? control.CurrentUser;
        string? state = query["state"];
        switch (await ConsentStep.DecideAsync(context, control, SimulatorClients.Entra, user))
        {
            case true:
                Reply.Redirect(context, redirectUri,
                    [new("code", codes.Issue(query, SimulatorClients.Entra, user)), new("state", state), new("session_state", Guid.NewGuid().ToString())]);
                break;
            case false:
                Reply.Redirect(context, redirectUri,
                [
                    new("error", "access_denied"),
                    new("error_description", "AADSTS65004: User declined to consent to access the app."),
                    new("state", state),
                ]);
                break;
        }
    }

    // The port is ignored for the name localhost alone; host, path and case count, and an address in its place is another URI.
    private static bool IsRegistered(string redirectUri) =>
        redirectUri.StartsWith("http://localhost", StringComparison.Ordinal)
        && Uri.TryCreate(redirectUri, UriKind.Absolute, out Uri? uri)
        && uri is { Host: "localhost", AbsolutePath: "/callback", Query: "", Fragment: "" };
}
