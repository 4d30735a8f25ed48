using System.Net;

namespace PrxAuth.Torture.Stopping;

/// <summary>Passes a gate before a token request, when it has left this process, and when its answer is all here.</summary>
internal sealed class SteppedHandler(HttpMessageHandler inner, StepGate gate) : DelegatingHandler(inner)
{
    /// <summary>From here on the provider may have spent the refresh token.</summary>
    public const string RequestSent = "request sent";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        gate.Pass("before the request");
        request.Content = new SentContent(request.Content!, gate);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        gate.Pass("answer received");
        return response;
    }

    private sealed class SentContent : HttpContent
    {
        private readonly HttpContent _content;
        private readonly StepGate _gate;

        public SentContent(HttpContent content, StepGate gate)
        {
            _content = content;
            _gate = gate;
            foreach ((string name, IEnumerable<string> values) in content.Headers)
            {
                Headers.TryAddWithoutValidation(name, values);
            }

            Headers.ContentLength = content.Headers.ContentLength;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await _content.CopyToAsync(stream, context);
            await stream.FlushAsync();
            _gate.Pass(RequestSent);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            _content.Dispose();
            base.Dispose(disposing);
        }
    }
}
