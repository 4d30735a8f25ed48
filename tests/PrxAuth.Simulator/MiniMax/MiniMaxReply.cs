using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.MiniMax;

/// <summary>MiniMax's answers: HTTP 200, and what happened in <c>status</c>.</summary>
internal static class MiniMaxReply
{
    public static Task StatusAsync(HttpContext context, string status, int code, string message) => Reply.JsonAsync(context, 200, new JsonObject
    {
        ["status"] = status,
        ["base_resp"] = new JsonObject { ["status_code"] = code, ["status_msg"] = message },
    });

    public static Task ErrorAsync(HttpContext context, string message) => StatusAsync(context, "error", 1004, message);
}
