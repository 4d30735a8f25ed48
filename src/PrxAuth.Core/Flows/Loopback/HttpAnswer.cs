using System.Globalization;
using System.Text;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>One answer of the listener. Every connection carries one and is closed after it.</summary>
/// <param name="Status">Status code and reason phrase.</param>
/// <param name="Page">The page; null for an answer without content.</param>
/// <param name="Allow">Whether to name the one method that is served.</param>
internal sealed record HttpAnswer(string Status, LoopbackPage? Page, bool Allow = false)
{
    public static HttpAnswer Malformed { get; } = new("400 Bad Request", SignInPages.Malformed);

    public static HttpAnswer ForeignHost { get; } = new("400 Bad Request", SignInPages.ForeignHost);

    public static HttpAnswer NotInProgress { get; } = new("400 Bad Request", SignInPages.NotInProgress);

    public static HttpAnswer NotFound { get; } = new("404 Not Found", SignInPages.NotFound);

    public static HttpAnswer MethodNotAllowed { get; } = new("405 Method Not Allowed", SignInPages.MethodNotAllowed, Allow: true);

    /// <summary>A preflight is answered but grants nothing: a page that navigates needs none, and a script has no business here.</summary>
    public static HttpAnswer Preflight { get; } = new("204 No Content", Page: null, Allow: true);

    public static HttpAnswer TooSlow { get; } = new("408 Request Timeout", SignInPages.TooSlow);

    public static HttpAnswer AlreadyDone { get; } = new("409 Conflict", SignInPages.AlreadyDone);

    public static HttpAnswer TargetTooLong { get; } = new("414 URI Too Long", SignInPages.TooLong);

    public static HttpAnswer FieldsTooLong { get; } = new("431 Request Header Fields Too Large", SignInPages.TooLong);

    /// <summary>A prefetch fails, and the browser asks again when the person really goes there.</summary>
    public static HttpAnswer NoPrefetch { get; } = new("503 Service Unavailable", SignInPages.NotInProgress);

    /// <summary>The answer to the authorization response itself.</summary>
    public static HttpAnswer Result(LoopbackPage page) =>
        new(page.Kind == LoopbackPageKind.Success ? "200 OK" : "400 Bad Request", page);

    /// <summary>The answer on the wire.</summary>
    /// <param name="withContent">False for HEAD: the same fields, no content.</param>
    public byte[] ToBytes(bool withContent)
    {
        byte[] content = Page is null ? [] : Encoding.UTF8.GetBytes(PageRenderer.Render(Page));
        StringBuilder head = new();
        head.Append("HTTP/1.1 ").Append(Status).Append("\r\nConnection: close\r\n");
        if (Page is not null)
        {
            head.Append("Content-Type: text/html; charset=utf-8\r\n");
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {content.Length}\r\n");
        }

        if (Allow)
        {
            head.Append("Allow: GET\r\n");
        }

        head.Append("Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n")
            .Append("X-Frame-Options: DENY\r\nCross-Origin-Resource-Policy: same-origin\r\n")
            .Append("Content-Security-Policy: ").Append(PageRenderer.ContentSecurityPolicy).Append("\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. withContent ? content : []];
    }
}
