using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PrxAuth.Simulator.Http;

/// <summary>The ways to answer.</summary>
internal static class Reply
{
    public static Task JsonAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    public static Task ErrorAsync(HttpContext context, int status, string error, string description) =>
        JsonAsync(context, status, new JsonObject { ["error"] = error, ["error_description"] = description });

    public static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>A page; <paramref name="body"/> is markup, its author encodes what is not.</summary>
    public static Task PageAsync(HttpContext context, int status, string title, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        string heading = Encode(title);
        return context.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{heading}</title></head>
            <body style="font-family: sans-serif; max-width: 32em; margin: 4em auto"><h1>{heading}</h1>{body}</body>
            </html>
            """,
            context.RequestAborted);
    }

    public static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    public static void Redirect(HttpContext context, string redirectUri, IEnumerable<KeyValuePair<string, string?>> parameters)
    {
        string query = string.Join('&', parameters
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value!)}"));
        context.Response.Redirect($"{redirectUri}{(redirectUri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}");
    }
}
