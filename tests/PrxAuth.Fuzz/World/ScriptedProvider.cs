using System.Net;
using PrxAuth.Core.Wire;

namespace PrxAuth.Fuzz.World;

/// <summary>An answer taken from an input: three bytes choose status, media type and Retry-After, the rest is the body.</summary>
internal sealed record ScriptedReply(HttpStatusCode Status, string? MediaType, string? RetryAfter, byte[] Body)
{
    public static ScriptedReply Read(byte[] part)
    {
        FuzzInput input = new(part);
        return new ScriptedReply(
            (HttpStatusCode)input.Choose(200, 400, 401, 403, 404, 408, 425, 429, 500, 503, 302, 204),
            input.Choose(
                "application/json", null, "application/x-www-form-urlencoded", "text/html", "text/plain", "application/json; charset=utf-8",
                "application/json; charset=utf-16", "application/json; charset=utf-7", "application/json; charset=\"\"", ";;"),
            input.Choose(null, "5", "0", "-1", "2147483647", "99999999999", "Wed, 21 Oct 2099 07:28:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "soon"),
            input.Rest());
    }
}

/// <summary>A provider that gives the answers of an input, one after the other.</summary>
internal sealed class ScriptedProvider(IEnumerable<byte[]> parts) : HttpMessageHandler
{
    private readonly Queue<ScriptedReply> _replies = new(parts.Select(ScriptedReply.Read));

    /// <summary>The client that talks to the provider of an input.</summary>
    public static ProviderHttp Connect(IEnumerable<byte[]> parts, TimeProvider? time = null) =>
        new(new ScriptedProvider(parts), time ?? FrozenTime.Instance, new RetryPolicy(time ?? ImpatientTime.Instance, () => 0));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_replies.TryDequeue(out ScriptedReply? reply))
        {
            // What ends every exchange that waits for more.
            reply = new ScriptedReply(HttpStatusCode.BadRequest, "application/json", null, """{"error":"expired_token"}"""u8.ToArray());
        }

        HttpResponseMessage response = new(reply.Status) { Content = new ByteArrayContent(reply.Body), RequestMessage = request };
        if (reply.MediaType is { } mediaType)
        {
            response.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        }

        if (reply.RetryAfter is { } retryAfter)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        return Task.FromResult(response);
    }
}
