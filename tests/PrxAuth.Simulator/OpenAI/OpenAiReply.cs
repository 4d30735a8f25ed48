using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.OpenAI;

/// <summary>OpenAI's errors.</summary>
internal static class OpenAiReply
{
    public static Task ErrorAsync(HttpContext context, OpenAiErrorShape shape, int status, string code, string message) =>
        Reply.JsonAsync(context, status, shape switch
        {
            OpenAiErrorShape.Text => new JsonObject { ["error"] = code, ["error_description"] = message },
            OpenAiErrorShape.TopLevel => new JsonObject { ["code"] = code, ["message"] = message },
            _ => new JsonObject
            {
                ["error"] = new JsonObject { ["message"] = message, ["type"] = "invalid_request_error", ["param"] = null, ["code"] = code },
            },
        });
}
