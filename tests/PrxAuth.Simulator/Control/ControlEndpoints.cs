using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Control;

/// <summary>The control over HTTP: everything in the query string, answers in JSON.</summary>
internal sealed class ControlEndpoints(SimulatorControl control)
{
    private readonly ScenarioEndpoints _scenarios = new(control);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/control", context => Reply.TextAsync(context, 200, ControlHelp.For(new Uri($"http://{context.Request.Host}/"))));
        endpoints.MapGet("/control/counts", context => Reply.JsonAsync(context, 200, ControlJson.Counts(control)));
        endpoints.MapGet("/control/requests", context => Reply.JsonAsync(context, 200, ControlJson.Requests(control)));
        endpoints.MapGet("/control/device", context => Reply.JsonAsync(context, 200, ControlJson.Devices(control)));
        endpoints.MapGet("/control/client-key", context => Reply.TextAsync(context, 200, SimulatorClients.KeyedKeyPem));
        Post(endpoints, "reset", Reset);
        PostAsync(endpoints, "device/approve", ApproveAsync);
        PostAsync(endpoints, "device/deny", DenyAsync);
        PostAsync(endpoints, "device/approve-all", ApproveAllAsync);
        Post(endpoints, "device/auto-approve", query => control.AutoApproveAfterPolls =
            query.Text("after") is null or "off" ? null : query.Number("after", 0));
        Post(endpoints, "device/interval", query =>
        {
            control.DeviceInterval = query.Number("seconds", control.DeviceInterval);
            control.EnforceDeviceInterval = query.Switch("enforce", control.EnforceDeviceInterval);
        });
        Post(endpoints, "slow-down", query => control.SlowDown(query.Number("count", 1)));
        Post(endpoints, "consent", query => control.Consent = query.Choice("mode", control.Consent));
        Post(endpoints, "user", query => control.CurrentUser = query.User("name") ?? control.CurrentUser);
        Post(endpoints, "expire", query => control.ExpireAccessTokens(query.Area()));
        PostAsync(endpoints, "revoke-all", async (query, cancellationToken) =>
        {
            await control.RevokeAllAsync(query.Area(), cancellationToken);
            return [];
        });
        Post(endpoints, "lifetime", query => control.AccessTokenLifetime = TimeSpan.FromSeconds(query.Number("seconds")));
        Post(endpoints, "clock", query => control.AdvanceClock(TimeSpan.FromSeconds(query.Number("advance"))));
        Post(endpoints, "break", query => control.Break(
            query.RequiredText("path"),
            query.Fault("mode"),
            query.Number("count", 1),
            query.Text("retry_after") is null ? null : TimeSpan.FromSeconds(query.Number("retry_after"))));
        Post(endpoints, "delay", query => control.Delay(
            query.RequiredText("path"),
            TimeSpan.FromMilliseconds(query.Number("ms")),
            query.Text("when") == "before"));
        Post(endpoints, "issuer", query =>
        {
            control.Issuer = query.Choice("mode", control.Issuer);
            control.MetadataNamesAnotherIssuer = query.Text("metadata") switch
            {
                "wrong" => true,
                "right" => false,
                _ => control.MetadataNamesAnotherIssuer,
            };
        });
        Post(endpoints, "github", _scenarios.GitHub);
        Post(endpoints, "google", _scenarios.Google);
        Post(endpoints, "entra", _scenarios.Entra);
        Post(endpoints, "gitlab", _scenarios.GitLab);
        Post(endpoints, "huggingface", _scenarios.HuggingFace);
        Post(endpoints, "scenario", _scenarios.ByName);
        Post(endpoints, "openai", _scenarios.OpenAI);
        Post(endpoints, "anthropic", _scenarios.Anthropic);
        Post(endpoints, "qwen", _scenarios.Qwen);
        Post(endpoints, "minimax", _scenarios.MiniMax);
        PostAsync(endpoints, "openai/personal-token", (query, _) => Task.FromResult(new JsonObject
        {
            ["token"] = control.CreateOpenAiPersonalToken(query.User("user")),
        }));
    }

    private void Reset(ControlQuery query)
    {
        if (query.Text("what") == "counts")
        {
            control.ResetCounts();
        }
        else
        {
            control.Reset();
        }
    }

    private async Task<JsonObject> ApproveAsync(ControlQuery query, CancellationToken cancellationToken) => new()
    {
        ["settled"] = await control.ApproveDeviceAsync(query.RequiredText("user_code"), query.User("user"), cancellationToken),
    };

    private async Task<JsonObject> DenyAsync(ControlQuery query, CancellationToken cancellationToken) => new()
    {
        ["settled"] = await control.DenyDeviceAsync(query.RequiredText("user_code"), cancellationToken),
    };

    private async Task<JsonObject> ApproveAllAsync(ControlQuery query, CancellationToken cancellationToken) => new()
    {
        ["approved"] = await control.ApproveAllDevicesAsync(query.User("user"), cancellationToken),
    };

    private static void Post(IEndpointRouteBuilder endpoints, string name, Action<ControlQuery> operation) =>
        PostAsync(endpoints, name, (query, _) =>
        {
            operation(query);
            return Task.FromResult<JsonObject>([]);
        });

    private static void PostAsync(
        IEndpointRouteBuilder endpoints, string name, Func<ControlQuery, CancellationToken, Task<JsonObject>> operation) =>
        endpoints.MapPost($"/control/{name}", async context =>
        {
            try
            {
                JsonObject answer = await operation(new ControlQuery(context.Request.Query), context.RequestAborted);
                await Reply.JsonAsync(context, 200, answer);
            }
            catch (FormatException exception)
            {
                await Reply.ErrorAsync(context, 400, "wrong_usage", exception.Message);
            }
        });
}
