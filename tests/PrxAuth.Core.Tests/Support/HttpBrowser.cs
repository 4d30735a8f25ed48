using System.Collections.Concurrent;
using System.Net;
using PrxAuth.Core.Flows.Browsing;

namespace PrxAuth.Core.Tests.Support;

/// <summary>A browser without a window: it follows redirects to the last page, as a person's would.</summary>
internal sealed class HttpBrowser : IBrowserLauncher, IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ConcurrentQueue<Task<string>> _visits = [];

    /// <summary>Whether the browser starts at all.</summary>
    public bool Starts { get; set; } = true;

    /// <summary>Where the person goes instead of following the address; null: they follow it.</summary>
    public Func<Uri, Uri>? Detour { get; set; }

    /// <summary>Every address the browser was sent to.</summary>
    public ConcurrentQueue<Uri> Opened { get; } = [];

    public Task<bool> TryOpenAsync(Uri url, CancellationToken cancellationToken)
    {
        Opened.Enqueue(url);
        if (Starts)
        {
            _visits.Enqueue(VisitAsync(Detour?.Invoke(url) ?? url));
        }

        return Task.FromResult(Starts);
    }

    /// <summary>The last page of the last visit.</summary>
    public Task<string> LastPageAsync() => _visits.Last().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Goes to an address and gives the page, or why there is none.</summary>
    public async Task<string> VisitAsync(Uri url)
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(url);
            return await response.Content.ReadAsStringAsync();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return e.GetType().Name;
        }
    }

    /// <summary>Signs in at the provider and stops before the redirect: what the address line holds when the listener is elsewhere.</summary>
    public static async Task<Uri> FindRedirectAsync(Uri address)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using HttpResponseMessage response = await client.GetAsync(address);
        return response.StatusCode == HttpStatusCode.Found || response.StatusCode == HttpStatusCode.SeeOther
            ? response.Headers.Location!
            : throw new InvalidOperationException($"HTTP {(int)response.StatusCode} instead of a redirect.");
    }

    public async ValueTask DisposeAsync()
    {
        _client.CancelPendingRequests();
        await Task.WhenAll(_visits);
        _client.Dispose();
    }
}
