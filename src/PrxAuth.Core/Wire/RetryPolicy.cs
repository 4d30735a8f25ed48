using System.Net;
using System.Net.Http.Headers;

namespace PrxAuth.Core.Wire;

/// <summary>
/// Which calls are made again when they fail, and when. Only a GET is: it changes nothing, so that it does not matter whether the first one
/// arrived. A code or a refresh token that was sent may be spent, and a device authorization that was made is one too many.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="jitter">Gives numbers from 0 up to 1, which keep many processes from coming back at once.</param>
internal sealed class RetryPolicy(TimeProvider time, Func<double> jitter)
{
    /// <summary>How often a call is made again.</summary>
    public const int MaxRetries = 2;

    /// <summary>The longest wait that a provider may ask for. Beyond it the answer is handed on, with what it asks.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(400);

    /// <summary>The rule of every session.</summary>
    public static RetryPolicy Usual(TimeProvider time) => new(time, Random.Shared.NextDouble);

    /// <summary>Sends a request, and once more where that may help.</summary>
    /// <param name="request">The request; of one that is sent again, copies go out.</param>
    /// <param name="deadline">The time that all tries and the waits between them have together.</param>
    /// <param name="send">Sends once.</param>
    /// <param name="cancellationToken">Ends a wait.</param>
    public async Task<ProviderReply> RunAsync(
        HttpRequestMessage request, TimeSpan deadline, Func<HttpRequestMessage, Task<ProviderReply>> send, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get)
        {
            return await send(request).ConfigureAwait(false);
        }

        long began = time.GetTimestamp();
        for (int retry = 0; ; retry++)
        {
            using HttpRequestMessage copy = Copy(request);
            TimeSpan pause;
            try
            {
                ProviderReply reply = await send(copy).ConfigureAwait(false);
                if (!MayPass(reply) || Pause(retry, reply.RetryAfter, deadline - time.GetElapsedTime(began)) is not { } wait)
                {
                    return reply;
                }

                pause = wait;
            }
            catch (PrxAuthException e) when (MayPass(e) && Pause(retry, null, deadline - time.GetElapsedTime(began)) is { } wait)
            {
                pause = wait;
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How long to wait before a retry; null where there is to be none.</summary>
    internal TimeSpan? Pause(int retriesMade, TimeSpan? asked, TimeSpan left)
    {
        if (retriesMade >= MaxRetries || asked > MaxWait)
        {
            return null;
        }

        // Half of it for certain, the other half by chance; and never before the provider wants it.
        TimeSpan usual = s_firstWait * (1 << retriesMade) * ((1 + jitter()) / 2);
        TimeSpan pause = (asked ?? TimeSpan.Zero) + usual;
        return pause < left ? pause : null;
    }

    // Who asks to slow down without saying for how long is not to be asked again within a second.
    private static bool MayPass(ProviderReply reply) => reply.Status switch
    {
        HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout => true,
        HttpStatusCode.TooManyRequests => reply.RetryAfter is not null,
        _ => false,
    };

    // A connection that was not made or broke. A name, a certificate and a proxy's refusal are the same in a second; a deadline is over.
    private static bool MayPass(PrxAuthException failure) => failure.Error == PrxAuthError.ProviderUnreachable && failure.InnerException is
        IOException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.Unknown };

    private static HttpRequestMessage Copy(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach ((string name, HeaderStringValues values) in request.Headers.NonValidated)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }

        return copy;
    }
}
