using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Issuing;

/// <summary>An authorization page of a public client with PKCE. What is wrong with a request is told to the user, not to the client.</summary>
/// <param name="control">Who signs in and what they decide.</param>
/// <param name="codes">Where the codes go.</param>
/// <param name="problemOf">What is wrong with a request beyond what is the same everywhere; null: nothing.</param>
internal sealed class AuthorizationPage(SimulatorControl control, CodeStore codes, Func<HttpContext, string?> problemOf)
{
    public async Task InvokeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string? problem =
            query["response_type"] != "code" ? "The response type must be code."
            : string.IsNullOrEmpty(query["state"]) ? "The state is missing."
            : string.IsNullOrEmpty(query["scope"]) ? "The scope is missing."
            : string.IsNullOrEmpty(query["code_challenge"]) || query["code_challenge_method"] != "S256"
                ? "There must be a code challenge of the method S256."
            : problemOf(context);
        if (problem is not null)
        {
            await Reply.PageAsync(context, 400, "Something is wrong", $"<p>{Reply.Encode(problem)}</p>");
            return;
        }

        SimulatorUser user = SimulatorUser.Find(query["login_hint"]) ?? control.CurrentUser;
        string clientId = query["client_id"]!;
        string redirectUri = query["redirect_uri"]!;
        string? state = query["state"];
        switch (await ConsentStep.DecideAsync(context, control, clientId, user))
        {
            case true:
                UserGrant grant = new(clientId, user, ScopeText.Split(query["scope"]), query["nonce"]);
                Reply.Redirect(
                    context, redirectUri, [new("code", codes.Issue(grant, redirectUri, query["code_challenge"]!, state)), new("state", state)]);
                break;
            case false:
                Reply.Redirect(context, redirectUri, [new("error", "access_denied"), new("state", state)]);
                break;
        }
    }
}
