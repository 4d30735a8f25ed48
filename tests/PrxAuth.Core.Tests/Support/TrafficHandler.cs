using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tests.Support;

/// <summary>Counts the requests under way, so that a fake clock is never put forward while one has a deadline running.</summary>
internal sealed class Traffic
{
    private int _underWay;

    /// <summary>Whether a fake clock runs: then bodies are read before a request counts as done.</summary>
    public bool ClockRuns { get; set; }

    public bool IsQuiet => Volatile.Read(ref _underWay) == 0;

    public HttpMessageHandler CreateHandler()
    {
        var sockets = (SocketsHttpHandler)ProviderHttp.CreateHandler();
        sockets.UseProxy = false;
        return new Handler(this, sockets);
    }

    private sealed class Handler(Traffic traffic, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref traffic._underWay);
            try
            {
                HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
                if (traffic.ClockRuns)
                {
                    await response.Content.LoadIntoBufferAsync(ProviderHttp.MaxBodyBytes, cancellationToken);
                }

                return response;
            }
            finally
            {
                Interlocked.Decrement(ref traffic._underWay);
            }
        }
    }
}
