using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.GitLab;

/// <summary>What GitLab tells the bearer of a token.</summary>
internal sealed class GitLabAccountEndpoints(PairBoard tokens, TimeProvider clock)
{
    /// <summary>The subject identifier: the user's number.</summary>
    public static string Subject(SimulatorUser user) => user.Number.ToString(CultureInfo.InvariantCulture);

    public Task UserInfoAsync(HttpContext context) => AnswerAsync(context, pair => new JsonObject
    {
        ["sub"] = Subject(pair.Grant.User),
        ["name"] = pair.Grant.User.DisplayName,
        ["nickname"] = pair.Grant.User.Name,
        ["preferred_username"] = pair.Grant.User.Name,
        ["email"] = pair.Grant.User.Email,
        ["email_verified"] = true,
        ["groups"] = new JsonArray(),
    });

    public Task UserAsync(HttpContext context) => AnswerAsync(context, pair => new JsonObject
    {
        ["id"] = pair.Grant.User.Number,
        ["username"] = pair.Grant.User.Name,
        ["name"] = pair.Grant.User.DisplayName,
        ["state"] = "active",
        ["email"] = pair.Grant.User.Email,
    });

    public Task TokenInfoAsync(HttpContext context) => AnswerAsync(context, pair => new JsonObject
    {
        ["resource_owner_id"] = pair.Grant.User.Number,
        ["scope"] = new JsonArray([.. pair.Grant.Scopes.Select(scope => (JsonNode)scope)]),
        ["expires_in"] = (long)(pair.ExpiresAt - clock.GetUtcNow()).TotalSeconds,
        ["application"] = new JsonObject { ["uid"] = pair.Grant.ClientId },
        ["created_at"] = pair.IssuedAt.ToUnixTimeSeconds(),
    });

    private Task AnswerAsync(HttpContext context, Func<IssuedPair, JsonObject> answer)
    {
        if (tokens.FindLive(Credentials.AuthorizationToken(context.Request, "Bearer")) is { } pair)
        {
            return Reply.JsonAsync(context, 200, answer(pair));
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Doorkeeper\", error=\"invalid_token\"";
        return Reply.ErrorAsync(context, 401, "invalid_token", "Token was revoked. You have to re-authorize from the user.");
    }
}
