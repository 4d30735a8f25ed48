using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.OpenAI;

/// <summary>What OpenAI does with tokens it has issued, personal access tokens among them.</summary>
internal sealed class OpenAiAccountEndpoints(SimulatorControl control, RotatingTokens tokens)
{
    private readonly ConcurrentDictionary<string, SimulatorUser> _personalTokens = new(StringComparer.Ordinal);

    public string CreatePersonalToken(SimulatorUser user)
    {
        string token = $"at-{RandomText.Alphanumeric(40)}";
        _personalTokens[token] = user;
        return token;
    }

    /// <summary>Whose a personal access token is; for those alone.</summary>
    public Task WhoAmIAsync(HttpContext context) =>
        _personalTokens.GetValueOrDefault(Credentials.AuthorizationToken(context.Request, "Bearer") ?? "") is { } user
            ? Reply.JsonAsync(context, 200, new JsonObject
            {
                ["email"] = user.Email,
                ["chatgpt_user_id"] = OpenAiClaims.UserId(user),
                ["chatgpt_account_id"] = OpenAiClaims.AccountId(user),
                ["chatgpt_plan_type"] = "enterprise",
                ["chatgpt_account_is_fedramp"] = false,
            })
            : RefuseAsync(context);

    public Task ModelsAsync(HttpContext context)
    {
        string? token = Credentials.AuthorizationToken(context.Request, "Bearer");
        return tokens.FindLive(token) is null && !_personalTokens.ContainsKey(token ?? "")
            ? RefuseAsync(context)
            : Reply.JsonAsync(context, 200, new JsonObject { ["models"] = new JsonArray("codex") });
    }

    public async Task RevokeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        bool namesItsClient = parameters["token_type_hint"] != "refresh_token" || parameters["client_id"] == SimulatorClients.OpenAi;
        if (parameters.Json is null || parameters["token"] is not { } token || !namesItsClient)
        {
            await OpenAiReply.ErrorAsync(
                context, control.OpenAI.ErrorShape, 400, "invalid_request", "The body must be JSON with token, token_type_hint and client_id.");
            return;
        }

        tokens.Revoke(token);
        control.Tracker[SimulatorArea.OpenAI].Add(Counted.Revocation);
        await Reply.JsonAsync(context, 200, new JsonObject());
    }

    private Task RefuseAsync(HttpContext context) =>
        OpenAiReply.ErrorAsync(context, control.OpenAI.ErrorShape, 401, "token_invalid", "Your authentication token is not valid.");
}
