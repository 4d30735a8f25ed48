using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.OpenAI;

/// <summary>OpenAI's token endpoint: a form for codes, form or JSON for refreshes; each refresh token is good for one.</summary>
internal sealed class OpenAiTokenEndpoint(SimulatorControl control, CodeStore codes, RotatingTokens tokens)
{
    private OpenAiScenario Scenario => control.OpenAI;

    public async Task InvokeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        await (parameters["client_id"] != SimulatorClients.OpenAi
            ? RefuseAsync(context, 401, "invalid_client", "The client is not known.")
            : parameters["grant_type"] switch
            {
                GrantTypes.AuthorizationCode when context.Request.HasFormContentType => RedeemAsync(context, parameters),
                GrantTypes.AuthorizationCode => RefuseAsync(context, 400, "invalid_request", "The body must be form-encoded."),
                GrantTypes.RefreshToken => RefreshAsync(context, parameters),
                _ => RefuseAsync(context, 400, "unsupported_grant_type", "The grant type is not supported."),
            });
    }

    private Task RedeemAsync(HttpContext context, RequestParameters parameters)
    {
        if (codes.Redeem(parameters) is not { } code)
        {
            return RefuseAsync(context, 400, "invalid_grant", "The authorization code is not valid.");
        }

        IssuedTokens issued = tokens.Issue(code.Grant);
        JsonObject body = Body(issued);
        body["refresh_token"] = issued.RefreshToken;
        body["id_token"] = IdToken(context, code.Grant, OpenAiClaims.AccountId(code.Grant.User));
        return Reply.JsonAsync(context, 200, body);
    }

    private Task RefreshAsync(HttpContext context, RequestParameters parameters)
    {
        if (RefusalOf(Scenario.RefreshRefusal) is { } forced)
        {
            return RefuseAsync(context, 401, forced, "Your refresh token cannot be used. Please log out and sign in again.");
        }

        RefreshTokenState state = tokens.Refresh(
            parameters["refresh_token"], parameters["client_id"], rotate: !Scenario.SparseRefresh, out IssuedTokens? issued);
        if (issued is null)
        {
            string code = state == RefreshTokenState.Spent ? "refresh_token_reused" : "refresh_token_invalidated";
            return RefuseAsync(
                context, 401, code, "Your refresh token has already been used to generate a new access token. Please log out and sign in again.");
        }

        control.Tracker[SimulatorArea.OpenAI].Add(Counted.Refresh);
        JsonObject body = Body(issued);
        if (!Scenario.SparseRefresh)
        {
            // An id_token of a refresh carries no nonce (OpenID Connect Core section 12.2).
            body["refresh_token"] = issued.RefreshToken;
            string accountId = Scenario.AnotherAccount ? Guid.NewGuid().ToString() : OpenAiClaims.AccountId(issued.Grant.User);
            body["id_token"] = IdToken(context, issued.Grant with { Nonce = null }, accountId);
        }

        return Reply.JsonAsync(context, 200, body);
    }

    private JsonObject Body(IssuedTokens issued) => new()
    {
        ["access_token"] = issued.AccessToken,
        ["expires_in"] = (long)tokens.Lifetime.TotalSeconds,
        ["scope"] = string.Join(' ', issued.Grant.Scopes),
        ["token_type"] = "bearer",
    };

    private string IdToken(HttpContext context, UserGrant grant, string accountId) =>
        SignedJwt.Create(OpenAiClaims.IdToken(grant, OpenAiArea.Issuer(context), control.Clock.GetUtcNow(), accountId));

    private Task RefuseAsync(HttpContext context, int status, string code, string message) =>
        OpenAiReply.ErrorAsync(context, Scenario.ErrorShape, status, code, message);

    private static string? RefusalOf(OpenAiRefreshRefusal refusal) => refusal switch
    {
        OpenAiRefreshRefusal.Expired => "refresh_token_expired",
        OpenAiRefreshRefusal.Reused => "refresh_token_reused",
        OpenAiRefreshRefusal.Invalidated => "refresh_token_invalidated",
        _ => null,
    };
}
