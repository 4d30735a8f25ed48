using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.Anthropic;

/// <summary>What Anthropic does with tokens it has issued.</summary>
internal sealed class AnthropicAccountEndpoints(SimulatorControl control, RotatingTokens tokens)
{
    private const string BetaHeader = "anthropic-beta";
    private const string Beta = "oauth-2025-04-20";

    public async Task ProfileAsync(HttpContext context)
    {
        if (await AuthenticateAsync(context) is not { } token)
        {
            return;
        }

        if (!token.Grant.Scopes.Contains("user:profile"))
        {
            await AnthropicReply.ErrorAsync(context, 403, "permission_error", "The token lacks the scope user:profile.");
            return;
        }

        SimulatorUser user = token.Grant.User;
        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["account"] = new JsonObject
            {
                ["uuid"] = $"00000000-0000-4000-9000-{user.Number:D12}",
                ["email"] = user.Email,
                ["full_name"] = user.DisplayName,
            },
            ["organization"] = new JsonObject { ["uuid"] = $"00000000-0000-4000-a000-{user.Number:D12}" },
        });
    }

    public async Task ModelsAsync(HttpContext context)
    {
        if (await AuthenticateAsync(context) is not null)
        {
            await Reply.JsonAsync(context, 200, new JsonObject { ["data"] = new JsonArray("claude") });
        }
    }

    public async Task RevokeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters.Json is null || parameters["token"] is not { } token || parameters["client_id"] != SimulatorClients.Anthropic)
        {
            await Reply.ErrorAsync(context, 400, "invalid_request", "The body must be JSON with token and client_id.");
            return;
        }

        tokens.Revoke(token);
        control.Tracker[SimulatorArea.Anthropic].Add(Counted.Revocation);
        await Reply.JsonAsync(context, 200, new JsonObject());
    }

    private async Task<IssuedTokens?> AuthenticateAsync(HttpContext context)
    {
        if (context.Request.Headers[BetaHeader] != Beta)
        {
            await AnthropicReply.ErrorAsync(context, 401, "authentication_error", "OAuth authentication is currently not supported.");
            return null;
        }

        if (tokens.FindLive(Credentials.AuthorizationToken(context.Request, "Bearer")) is { } token)
        {
            return token;
        }

        await AnthropicReply.ErrorAsync(context, 401, "authentication_error", "Invalid authentication credentials");
        return null;
    }
}
