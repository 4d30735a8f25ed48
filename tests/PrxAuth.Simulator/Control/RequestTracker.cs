using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Control;

/// <summary>Counts and records requests as they arrive, before anything can go wrong with them.</summary>
internal sealed class RequestTracker(Action<RecordedRequest>? listener)
{
    private static readonly Dictionary<string, (SimulatorArea Area, Counted What)> _paths = new(StringComparer.OrdinalIgnoreCase)
    {
        ["/connect/authorize"] = (SimulatorArea.Oidc, Counted.AuthorizeRequest),
        ["/connect/token"] = (SimulatorArea.Oidc, Counted.TokenRequest),
        ["/connect/device"] = (SimulatorArea.Oidc, Counted.DeviceAuthorization),
        ["/connect/userinfo"] = (SimulatorArea.Oidc, Counted.AccountRequest),
        ["/api/me"] = (SimulatorArea.Oidc, Counted.ApiCall),
        ["/github/login/oauth/authorize"] = (SimulatorArea.GitHub, Counted.AuthorizeRequest),
        ["/github/login/oauth/access_token"] = (SimulatorArea.GitHub, Counted.TokenRequest),
        ["/github/login/device/code"] = (SimulatorArea.GitHub, Counted.DeviceAuthorization),
        ["/github/user"] = (SimulatorArea.GitHub, Counted.AccountRequest),
        ["/github/copilot_internal/user"] = (SimulatorArea.GitHub, Counted.AccountRequest),
        ["/github/copilot_internal/v2/token"] = (SimulatorArea.GitHub, Counted.Exchange),
        ["/github/copilot-api/models"] = (SimulatorArea.GitHub, Counted.ApiCall),
        ["/google/o/oauth2/v2/auth"] = (SimulatorArea.Google, Counted.AuthorizeRequest),
        ["/google/token"] = (SimulatorArea.Google, Counted.TokenRequest),
        ["/google/device/code"] = (SimulatorArea.Google, Counted.DeviceAuthorization),
        ["/google/v1/userinfo"] = (SimulatorArea.Google, Counted.AccountRequest),
        ["/google/oauth2/v2/userinfo"] = (SimulatorArea.Google, Counted.AccountRequest),
        ["/google/tokeninfo"] = (SimulatorArea.Google, Counted.ApiCall),
        ["/google/api/me"] = (SimulatorArea.Google, Counted.ApiCall),
        ["/entra/*/oauth2/v2.0/authorize"] = (SimulatorArea.Entra, Counted.AuthorizeRequest),
        ["/entra/*/oauth2/v2.0/token"] = (SimulatorArea.Entra, Counted.TokenRequest),
        ["/entra/*/oauth2/v2.0/devicecode"] = (SimulatorArea.Entra, Counted.DeviceAuthorization),
        ["/entra/*/me"] = (SimulatorArea.Entra, Counted.AccountRequest),
        ["/gitlab/oauth/authorize"] = (SimulatorArea.GitLab, Counted.AuthorizeRequest),
        ["/gitlab/oauth/token"] = (SimulatorArea.GitLab, Counted.TokenRequest),
        ["/gitlab/oauth/authorize_device"] = (SimulatorArea.GitLab, Counted.DeviceAuthorization),
        ["/gitlab/oauth/userinfo"] = (SimulatorArea.GitLab, Counted.AccountRequest),
        ["/gitlab/api/v4/user"] = (SimulatorArea.GitLab, Counted.ApiCall),
        ["/huggingface/oauth/authorize"] = (SimulatorArea.HuggingFace, Counted.AuthorizeRequest),
        ["/huggingface/oauth/token"] = (SimulatorArea.HuggingFace, Counted.TokenRequest),
        ["/huggingface/oauth/device"] = (SimulatorArea.HuggingFace, Counted.DeviceAuthorization),
        ["/huggingface/oauth/userinfo"] = (SimulatorArea.HuggingFace, Counted.AccountRequest),
        ["/huggingface/api/whoami-v2"] = (SimulatorArea.HuggingFace, Counted.ApiCall),
        ["/openai/oauth/authorize"] = (SimulatorArea.OpenAI, Counted.AuthorizeRequest),
        ["/openai/oauth/token"] = (SimulatorArea.OpenAI, Counted.TokenRequest),
        ["/openai/api/accounts/deviceauth/usercode"] = (SimulatorArea.OpenAI, Counted.DeviceAuthorization),
        ["/openai/api/accounts/deviceauth/token"] = (SimulatorArea.OpenAI, Counted.DevicePoll),
        ["/openai/api/accounts/v1/user-auth-credential/whoami"] = (SimulatorArea.OpenAI, Counted.AccountRequest),
        ["/openai/backend-api/codex/models"] = (SimulatorArea.OpenAI, Counted.ApiCall),
        ["/anthropic/oauth/authorize"] = (SimulatorArea.Anthropic, Counted.AuthorizeRequest),
        ["/anthropic/v1/oauth/token"] = (SimulatorArea.Anthropic, Counted.TokenRequest),
        ["/anthropic/api/oauth/profile"] = (SimulatorArea.Anthropic, Counted.AccountRequest),
        ["/anthropic/v1/models"] = (SimulatorArea.Anthropic, Counted.ApiCall),
        ["/qwen/api/v1/oauth2/device/code"] = (SimulatorArea.Qwen, Counted.DeviceAuthorization),
        ["/qwen/api/v1/oauth2/token"] = (SimulatorArea.Qwen, Counted.TokenRequest),
        ["/qwen/v1/models"] = (SimulatorArea.Qwen, Counted.ApiCall),
        ["/minimax/oauth/code"] = (SimulatorArea.MiniMax, Counted.DeviceAuthorization),
        ["/minimax/oauth/token"] = (SimulatorArea.MiniMax, Counted.TokenRequest),
        ["/minimax/v1/models"] = (SimulatorArea.MiniMax, Counted.ApiCall),
    };

    private readonly ConcurrentQueue<RecordedRequest> _requests = [];
    private readonly Dictionary<SimulatorArea, AreaCounters> _counters =
        Enum.GetValues<SimulatorArea>().ToDictionary(area => area, _ => new AreaCounters());

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public AreaCounters this[SimulatorArea area] => _counters[area];

    public async Task TrackAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        RecordedRequest recorded = new(request.Method, request.Path.Value ?? "/", request.QueryString.Value ?? "");
        _requests.Enqueue(recorded);
        listener?.Invoke(recorded);
        if (!_paths.TryGetValue(WithoutTenant(recorded.Path), out (SimulatorArea Area, Counted What) entry))
        {
            return;
        }

        AreaCounters counters = this[entry.Area];
        if (entry.What != Counted.TokenRequest)
        {
            counters.Add(entry.What);
            return;
        }

        string? grantType = (await RequestParameters.ReadAsync(context))["grant_type"];
        counters.AddTokenRequest(grantType);
        if (grantType is GrantTypes.DeviceCode or GrantTypes.UserCode)
        {
            counters.Add(Counted.DevicePoll);
        }
    }

    // Entra's endpoints have the tenant's name in their path.
    private static string WithoutTenant(string path) =>
        path.StartsWith("/entra/", StringComparison.OrdinalIgnoreCase) && path.IndexOf('/', 7) is > 0 and var end ? $"/entra/*{path[end..]}" : path;

    public void Clear()
    {
        _requests.Clear();
        foreach (AreaCounters counters in _counters.Values)
        {
            counters.Clear();
        }
    }
}
