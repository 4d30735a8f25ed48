using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.GitHub;

/// <summary>Answers in the format that the Accept header asks for; form encoding unless it asks for another.</summary>
internal static class GitHubReply
{
    public static Task NegotiateAsync(HttpContext context, int status, JsonObject body)
    {
        string accept = context.Request.Headers.Accept.ToString();
        if (accept.Contains("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return Reply.JsonAsync(context, status, body);
        }

        context.Response.StatusCode = status;
        if (accept.Contains("application/xml", StringComparison.OrdinalIgnoreCase))
        {
            XElement root = new("OAuth", body.Select(member => new XElement(member.Key, member.Value?.ToString())));
            context.Response.ContentType = "application/xml; charset=utf-8";
            return context.Response.WriteAsync(root.ToString(), context.RequestAborted);
        }

        context.Response.ContentType = "application/x-www-form-urlencoded; charset=utf-8";
        string form = string.Join('&', body.Select(member =>
            $"{Uri.EscapeDataString(member.Key)}={Uri.EscapeDataString(member.Value?.ToString() ?? "")}"));
        return context.Response.WriteAsync(form, context.RequestAborted);
    }

    public static JsonObject Error(string error, string description) => new()
    {
        ["error"] = error,
        ["error_description"] = description,
        ["error_uri"] = "https://docs.github.com/apps/oauth-apps",
    };

    /// <summary>The shape of the REST API's failures.</summary>
    public static Task ApiErrorAsync(HttpContext context, int status, string message) =>
        Reply.JsonAsync(context, status, new JsonObject
        {
            ["message"] = message,
            ["documentation_url"] = "https://docs.github.com/rest",
            ["status"] = status.ToString(CultureInfo.InvariantCulture),
        });
}
