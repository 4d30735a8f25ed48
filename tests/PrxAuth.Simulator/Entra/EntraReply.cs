using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Entra;

/// <summary>Errors as Entra words them: an OAuth error around an AADSTS number.</summary>
internal sealed class EntraReply(TimeProvider clock)
{
    public Task ErrorAsync(HttpContext context, int status, string error, int code, string text, string? subError = null)
    {
        string timestamp = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string trace = Guid.NewGuid().ToString();
        string correlation = Guid.NewGuid().ToString();
        JsonObject body = new()
        {
            ["error"] = error,
            ["error_description"] = $"AADSTS{code}: {text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}",
            ["error_codes"] = new JsonArray(code),
            ["timestamp"] = timestamp,
            ["trace_id"] = trace,
            ["correlation_id"] = correlation,
            ["error_uri"] = $"http://{context.Request.Host}/entra/error?code={code}",
        };
        if (subError is not null)
        {
            body["suberror"] = subError;
        }

        if (error == "interaction_required")
        {
            body["claims"] = """{"access_token":{"capolids":{"essential":true,"values":["00000000-0000-0000-0000-0000000000ca"]}}}""";
        }

        return Reply.JsonAsync(context, status, body);
    }

    /// <summary>What is wrong with an authorization request is told to the user and goes back to nobody.</summary>
    public static Task PageAsync(HttpContext context, int code, string text) =>
        Reply.PageAsync(context, 400, "Sorry, but we're having trouble signing you in.", $"<p>AADSTS{code}: {Reply.Encode(text)}</p>");
}
