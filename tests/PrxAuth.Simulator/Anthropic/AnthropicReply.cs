using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Anthropic;

/// <summary>The errors of Anthropic's API, which are not OAuth's.</summary>
internal static class AnthropicReply
{
    public static Task ErrorAsync(HttpContext context, int status, string type, string message) =>
        Reply.JsonAsync(context, status, new JsonObject
        {
            ["type"] = "error",
            ["error"] = new JsonObject { ["type"] = type, ["message"] = message },
        });
}
