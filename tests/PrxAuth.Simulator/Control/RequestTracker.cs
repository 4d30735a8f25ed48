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
        if (!_paths.TryGetValue(recorded.Path, out (SimulatorArea Area, Counted What) entry))
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
        if (grantType == GrantTypes.DeviceCode)
        {
            counters.Add(Counted.DevicePoll);
        }
    }

    public void Clear()
    {
        _requests.Clear();
        foreach (AreaCounters counters in _counters.Values)
        {
            counters.Clear();
        }
    }
}
