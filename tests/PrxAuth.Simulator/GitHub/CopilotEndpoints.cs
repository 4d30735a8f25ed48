using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.GitHub;

/// <summary>Copilot's exchange of a GitHub token for a short-lived one, and the API that takes only the latter.</summary>
internal sealed class CopilotEndpoints(SimulatorControl control, GitHubTokenStore tokens)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _minted = new(StringComparer.Ordinal);

    public async Task ExchangeAsync(HttpContext context)
    {
        string? presented = Credentials.AuthorizationToken(context.Request, "Bearer", "token");
        if (presented is not null && (presented.StartsWith("ghp_", StringComparison.Ordinal)
            || presented.StartsWith("github_pat_", StringComparison.Ordinal)))
        {
            await GitHubReply.ApiErrorAsync(context, 404, "Not Found");
            return;
        }

        if (await GitHubApiEndpoints.AuthenticateAsync(context, control, tokens) is not { } token)
        {
            return;
        }

        if (token.ClientId == SimulatorClients.GitHubApp)
        {
            await GitHubReply.ApiErrorAsync(context, 403, "Resource not accessible by integration");
            return;
        }

        if (control.GitHub.StrictHeaders
            && (context.Request.Headers["Editor-Version"].Count == 0 || context.Request.Headers["Editor-Plugin-Version"].Count == 0))
        {
            await GitHubReply.ApiErrorAsync(context, 400, "The Editor-Version and Editor-Plugin-Version headers are required.");
            return;
        }

        if (control.GitHub.Seat != CopilotSeat.Granted)
        {
            await RefuseAsync(context, control.GitHub.Seat);
            return;
        }

        await MintAsync(context);
    }

    public async Task AccountAsync(HttpContext context)
    {
        if (await GitHubApiEndpoints.AuthenticateAsync(context, control, tokens) is not { } token)
        {
            return;
        }

        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["login"] = token.User.Name,
            ["copilot_plan"] = "individual",
            ["chat_enabled"] = control.GitHub.Seat == CopilotSeat.Granted,
        });
    }

    public async Task ModelsAsync(HttpContext context)
    {
        string? presented = Credentials.AuthorizationToken(context.Request, "Bearer");
        if (presented is null || !_minted.TryGetValue(presented, out DateTimeOffset end) || control.Clock.GetUtcNow() >= end)
        {
            await Reply.TextAsync(context, 401, "unauthorized: token expired or unknown");
            return;
        }

        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray(new JsonObject { ["id"] = "simulated-model", ["object"] = "model" }),
        });
    }

    public void ExpireAll() => _minted.Clear();

    private Task MintAsync(HttpContext context)
    {
        DateTimeOffset now = control.Clock.GetUtcNow();
        TimeSpan lifetime = control.AccessTokenLifetime < _lifetime ? control.AccessTokenLifetime : _lifetime;
        DateTimeOffset end = now + lifetime;
        string token = $"tid={RandomText.Hex(32)};exp={end.ToUnixTimeSeconds()};sku=simulator_seat;"
            + $"proxy-ep=proxy.individual.{context.Request.Host};st=dotcom:{RandomText.Hex(64)}";
        _minted[token] = end;
        string api = $"http://{context.Request.Host}/github/copilot-api";
        return Reply.JsonAsync(context, 200, new JsonObject
        {
            ["token"] = token,
            ["expires_at"] = end.ToUnixTimeSeconds(),
            // As at the real thing, five sixths of the lifetime: 1500 of 1800 seconds.
            ["refresh_in"] = (long)(lifetime.TotalSeconds * 5 / 6),
            ["sku"] = "simulator_seat",
            ["individual"] = true,
            ["chat_enabled"] = true,
            ["endpoints"] = new JsonObject
            {
                ["api"] = api,
                ["proxy"] = api,
                ["telemetry"] = api,
                ["origin-tracker"] = api,
            },
            ["limited_user_quotas"] = null,
            ["limited_user_reset_date"] = null,
            ["organization_list"] = new JsonArray(),
            ["public_suggestions"] = "enabled",
            ["telemetry"] = "enabled",
        });
    }

    private static Task RefuseAsync(HttpContext context, CopilotSeat seat)
    {
        (string id, string title) = seat == CopilotSeat.Policy
            ? ("feature_flag_blocked", "Copilot is blocked by your organization")
            : ("not_signed_up", "You are not signed up for Copilot");
        string message = $"{title}.";
        return Reply.JsonAsync(context, 403, new JsonObject
        {
            ["message"] = message,
            ["can_signup_for_limited"] = false,
            ["error_details"] = new JsonObject
            {
                ["message"] = message,
                ["notification_id"] = id,
                ["title"] = title,
                ["url"] = "https://github.com/settings/copilot",
            },
        });
    }
}
