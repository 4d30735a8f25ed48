using Microsoft.AspNetCore.Http;

namespace PrxAuth.Simulator.Http;

/// <summary>Shows every answer to a listener before it goes out, so that tests know each secret that was ever issued.</summary>
internal static class AnswerTap
{
    public static async Task InvokeAsync(HttpContext context, Action<string?, ReadOnlyMemory<byte>> ready, RequestDelegate next)
    {
        Stream wire = context.Response.Body;
        using MemoryStream held = new();
        context.Response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        ready(context.Response.Headers.Location, held.ToArray());
        held.Position = 0;
        await held.CopyToAsync(wire, context.RequestAborted);
    }
}
