using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Faults;

/// <summary>Carries out the fault plan in front of everything else.</summary>
internal static class FaultMiddleware
{
    private const int OversizedBytes = (2 * 1024 * 1024) + 1;

    public static async Task InvokeAsync(HttpContext context, FaultPlan plan, RequestDelegate next, CancellationToken stopping)
    {
        string path = context.Request.Path.Value ?? "/";
        if (plan.TakeFault(path) is { } fault)
        {
            await BreakAsync(context, fault, next, stopping);
            return;
        }

        switch (plan.FindDelay(path))
        {
            case { BeforeProcessing: true } delay:
                await WaitAsync(context, delay.By, stopping);
                await next(context);
                break;
            case { } delay:
                await AnswerLateAsync(context, delay.By, next, stopping);
                break;
            default:
                await next(context);
                break;
        }
    }

    private static async Task BreakAsync(HttpContext context, Fault fault, RequestDelegate next, CancellationToken stopping)
    {
        if (fault.RetryAfter is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = ((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        switch (fault.Mode)
        {
            case FaultMode.Html:
                await Reply.PageAsync(context, 200, "Welcome", "<p>A captive portal would like a word.</p>");
                break;
            case FaultMode.EmptyObject:
                await Reply.JsonAsync(context, 200, new JsonObject());
                break;
            case FaultMode.NotJson:
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("{\"access_token\": \"cut off he", context.RequestAborted);
                break;
            case FaultMode.Oversized:
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("{\"padding\":\"" + new string('x', OversizedBytes) + "\"}", context.RequestAborted);
                break;
            case FaultMode.InternalServerError:
                await Reply.TextAsync(context, 500, "Internal server error");
                break;
            case FaultMode.BadGateway:
                await Reply.PageAsync(context, 502, "Bad gateway", "<p>The upstream did not answer.</p>");
                break;
            case FaultMode.ServiceUnavailable:
                await Reply.TextAsync(context, 503, "Service unavailable");
                break;
            case FaultMode.TooManyRequests:
                await Reply.TextAsync(context, 429, "Too many requests");
                break;
            case FaultMode.Redirect:
                context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
                break;
            case FaultMode.Hang:
                await WaitAsync(context, Timeout.InfiniteTimeSpan, stopping);
                context.Abort();
                break;
            case FaultMode.Reset:
                context.Abort();
                break;
            case FaultMode.Lost:
                await ProcessAsync(context, next, Stream.Null);
                context.Abort();
                break;
            default:
                await next(context);
                break;
        }
    }

    private static async Task AnswerLateAsync(HttpContext context, TimeSpan by, RequestDelegate next, CancellationToken stopping)
    {
        using MemoryStream held = new();
        await ProcessAsync(context, next, held);
        await WaitAsync(context, by, stopping);
        if (held.Length > 0)
        {
            held.Position = 0;
            await held.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private static async Task ProcessAsync(HttpContext context, RequestDelegate next, Stream body)
    {
        Stream wire = context.Response.Body;
        context.Response.Body = body;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }
    }

    private static async Task WaitAsync(HttpContext context, TimeSpan by, CancellationToken stopping)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await Task.Delay(by, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
