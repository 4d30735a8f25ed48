using System.Collections.Concurrent;
using System.Net;

namespace PrxAuth.Module.Tests.Support;

/// <summary>
/// The person and their browser. <c>BROWSER</c> names a script that only notes the address and ends, as real ones do that hand it to a
/// running browser; the person then visits it from here.
/// </summary>
internal sealed class Person : IAsyncDisposable
{
    private readonly string _inbox;
    private readonly CancellationTokenSource _gone = new();
    private readonly HttpClient _http = new();
    private readonly Task _watching;

    public Person(string directory)
    {
        _inbox = Directory.CreateDirectory(directory).FullName;
        string script = Path.Combine(_inbox, "open-page");
        ShellScript.Write(script, $"printf '%s' \"$1\" > \"{_inbox}/$$.part\" && mv \"{_inbox}/$$.part\" \"{_inbox}/$$.url\"");
        BrowserCommand = script + " %s";
        _watching = WatchAsync();
    }

    public string BrowserCommand { get; }

    /// <summary>Whether the person takes part; otherwise pages open and nobody looks.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>The pages that were opened.</summary>
    public ConcurrentQueue<string> Opened { get; } = [];

    /// <summary>What the last pages said.</summary>
    public ConcurrentQueue<string> Pages { get; } = [];

    /// <summary>Goes to a page and follows where it leads.</summary>
    public async Task<string> VisitAsync(string url)
    {
        using HttpResponseMessage page = await _http.GetAsync(new Uri(url), _gone.Token);
        string text = await page.Content.ReadAsStringAsync(_gone.Token);
        Pages.Enqueue(text);
        return text;
    }

    /// <summary>Goes to a page and gives the address that it sends the browser to, without going there.</summary>
    public static async Task<string> GetRedirectAsync(string url)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using HttpResponseMessage page = await http.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        Assert.True(page.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther or HttpStatusCode.Found, $"No redirect: {page.StatusCode}");
        return page.Headers.Location!.AbsoluteUri;
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _gone.Dispose();
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            await Task.Delay(10, _gone.Token);
            foreach (string note in Directory.GetFiles(_inbox, "*.url"))
            {
                string url = await File.ReadAllTextAsync(note, _gone.Token);
                File.Delete(note);
                Opened.Enqueue(url);
                if (IsThere)
                {
                    _ = VisitQuietlyAsync(url);
                }
            }
        }
    }

    private async Task VisitQuietlyAsync(string url)
    {
        try
        {
            await VisitAsync(url);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            Pages.Enqueue(e.GetType().Name);
        }
    }
}
