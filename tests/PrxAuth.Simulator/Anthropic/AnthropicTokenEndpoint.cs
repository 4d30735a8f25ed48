using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.Anthropic;

/// <summary>Anthropic's token endpoint: JSON alone, with the state beside the code.</summary>
internal sealed class AnthropicTokenEndpoint(SimulatorControl control, CodeStore codes, RotatingTokens tokens)
{
    public async Task InvokeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (control.Anthropic.RateLimit)
        {
            context.Response.Headers.RetryAfter = "60";
            await AnthropicReply.ErrorAsync(context, 429, "rate_limit_error", "Rate limited. Please try again later.");
        }
        else if (parameters.Json is null)
        {
            await Reply.ErrorAsync(context, 400, "invalid_request", "The body must be JSON.");
        }
        else if (parameters["client_id"] != SimulatorClients.Anthropic)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "Unknown client.");
        }
        else
        {
            await (parameters["grant_type"] switch
            {
                GrantTypes.AuthorizationCode => RedeemAsync(context, parameters),
                GrantTypes.RefreshToken => RefreshAsync(context, parameters),
                _ => Reply.ErrorAsync(context, 400, "unsupported_grant_type", "The grant type is not supported."),
            });
        }
    }

    private Task RedeemAsync(HttpContext context, RequestParameters parameters)
    {
        if (parameters["state"] is not { } state)
        {
            return Reply.ErrorAsync(context, 400, "invalid_request", "The state is missing.");
        }

        return codes.Redeem(parameters) is { } code && code.State == state
            ? SucceedAsync(context, tokens.Issue(code.Grant))
            : Reply.ErrorAsync(context, 400, "invalid_grant", "Invalid 'code' in request.");
    }

    private Task RefreshAsync(HttpContext context, RequestParameters parameters)
    {
        if (control.Anthropic.ScopeRequired && parameters["scope"] is null)
        {
            return Reply.ErrorAsync(context, 400, "invalid_request", "The scope is missing.");
        }

        tokens.Refresh(parameters["refresh_token"], parameters["client_id"], rotate: true, out IssuedTokens? issued);
        if (issued is null)
        {
            return Reply.ErrorAsync(
                context, 400, "invalid_grant",
                control.Anthropic.RefreshTokenExpired ? "Refresh token expired" : "Refresh token not found or invalid");
        }

        control.Tracker[SimulatorArea.Anthropic].Add(Counted.Refresh);
        return SucceedAsync(context, issued);
    }

    private Task SucceedAsync(HttpContext context, IssuedTokens issued) => Reply.JsonAsync(context, 200, new JsonObject
    {
        ["token_type"] = "Bearer",
        ["access_token"] = issued.AccessToken,
        ["expires_in"] = (long)tokens.Lifetime.TotalSeconds,
        ["refresh_token"] = issued.RefreshToken,
        ["scope"] = string.Join(' ', issued.Grant.Scopes),
    });
}
