using System.Text.Json.Nodes;

namespace PrxAuth.Simulator.Control;

/// <summary>What the control has to tell, in JSON.</summary>
internal static class ControlJson
{
    public static JsonObject Counts(SimulatorControl control) => new(Enum.GetValues<SimulatorArea>().Select(area =>
        KeyValuePair.Create(Name(area), (JsonNode?)Counts(control.Counts(area)))));

    public static JsonObject Requests(SimulatorControl control) => new()
    {
        ["requests"] = new JsonArray([.. control.Requests.Select(request => new JsonObject
        {
            ["method"] = request.Method,
            ["path"] = request.Path,
            ["query"] = request.Query,
        })]),
    };

    public static JsonObject Devices(SimulatorControl control) => new()
    {
        ["pending"] = new JsonArray([.. control.PendingDevices.Select(device => new JsonObject
        {
            ["area"] = Name(device.Area),
            ["user_code"] = device.UserCode,
            ["client_id"] = device.ClientId,
            ["polls"] = device.Polls,
        })]),
    };

    private static JsonObject Counts(AreaCounts counts) => new()
    {
        ["authorize_requests"] = counts.AuthorizeRequests,
        ["token_requests"] = new JsonObject(counts.TokenRequests.Select(grant =>
            KeyValuePair.Create(grant.Key, (JsonNode?)JsonValue.Create(grant.Value)))),
        ["all_token_requests"] = counts.AllTokenRequests,
        ["refreshes"] = counts.Refreshes,
        ["device_authorizations"] = counts.DeviceAuthorizations,
        ["device_polls"] = counts.DevicePolls,
        ["revocations"] = counts.Revocations,
        ["account_requests"] = counts.AccountRequests,
        ["exchanges"] = counts.Exchanges,
        ["api_calls"] = counts.ApiCalls,
    };

    private static string Name(SimulatorArea area) => area switch
    {
        SimulatorArea.Oidc => "oidc",
        SimulatorArea.GitHub => "github",
        SimulatorArea.Google => "google",
        SimulatorArea.Entra => "entra",
        SimulatorArea.GitLab => "gitlab",
        SimulatorArea.HuggingFace => "huggingface",
        SimulatorArea.OpenAI => "openai",
        SimulatorArea.Anthropic => "anthropic",
        SimulatorArea.Qwen => "qwen",
        _ => "minimax",
    };
}
