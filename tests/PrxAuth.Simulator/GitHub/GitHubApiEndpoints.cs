using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.GitHub;

/// <summary>GitHub's REST API: the account behind a token, and the revocation of tokens.</summary>
internal sealed class GitHubApiEndpoints(SimulatorControl control, GitHubTokenStore tokens)
{
    private const int MaximumCredentials = 1000;
    private const int RetryAfterSeconds = 60;

    /// <summary>The token of a call; null: something was wrong with it, and it is answered already.</summary>
    public static async Task<GitHubToken?> AuthenticateAsync(HttpContext context, SimulatorControl control, GitHubTokenStore tokens)
    {
        if (context.Request.Headers.UserAgent.Count == 0)
        {
            await Reply.TextAsync(context, 403, "Request forbidden by administrative rules: it has no User-Agent header.");
            return null;
        }

        string? presented = Credentials.AuthorizationToken(context.Request, "Bearer", "token");
        if (presented is null)
        {
            await GitHubReply.ApiErrorAsync(context, 401, "Requires authentication");
            return null;
        }

        if (control.GitHub.RateLimit != GitHubRateLimit.Off)
        {
            await RefuseForRateAsync(context, control.GitHub.RateLimit);
            return null;
        }

        if (tokens.FindLive(presented) is { } token)
        {
            return token;
        }

        await GitHubReply.ApiErrorAsync(context, 401, "Bad credentials");
        return null;
    }

    public async Task UserAsync(HttpContext context)
    {
        if (await AuthenticateAsync(context, control, tokens) is not { } token)
        {
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers["X-OAuth-Scopes"] = string.Join(", ", token.Scopes);
        headers["X-Accepted-OAuth-Scopes"] = "";
        headers["X-RateLimit-Limit"] = "5000";
        headers["X-RateLimit-Remaining"] = "4999";
        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["login"] = token.User.Name,
            ["id"] = token.User.Number,
            ["type"] = "User",
            ["name"] = token.User.DisplayName,
            ["email"] = token.User.Email,
        });
    }

    public async Task RevokeAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            await GitHubReply.ApiErrorAsync(context, 403, "This endpoint must be called without authentication.");
            return;
        }

        if (control.GitHub.RateLimit != GitHubRateLimit.Off)
        {
            await RefuseForRateAsync(context, control.GitHub.RateLimit);
            return;
        }

        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters.Json is not { ValueKind: JsonValueKind.Object } body
            || !body.TryGetProperty("credentials", out JsonElement credentials)
            || credentials.ValueKind != JsonValueKind.Array
            || credentials.GetArrayLength() is 0 or > MaximumCredentials
            || credentials.EnumerateArray().Any(credential => credential.ValueKind != JsonValueKind.String))
        {
            await GitHubReply.ApiErrorAsync(context, 422, "Validation Failed");
            return;
        }

        foreach (JsonElement credential in credentials.EnumerateArray())
        {
            tokens.Revoke(credential.GetString()!);
        }

        control.Tracker[SimulatorArea.GitHub].Add(Counted.Revocation);
        await Reply.JsonAsync(context, 202, new JsonObject());
    }

    private static Task RefuseForRateAsync(HttpContext context, GitHubRateLimit limit)
    {
        int status = 403;
        context.Response.Headers["x-ratelimit-remaining"] = "0";
        if (limit == GitHubRateLimit.TooManyRequests)
        {
            status = 429;
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return GitHubReply.ApiErrorAsync(context, status, "API rate limit exceeded for this user.");
    }
}
