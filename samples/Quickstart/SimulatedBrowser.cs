namespace PrxAuth.Quickstart;

/// <summary>Visits an address and follows its redirects, to the loopback page at the end.</summary>
internal static class SimulatedBrowser
{
    public static async Task<int> VisitAsync(string url)
    {
        using var http = new HttpClient();
        using HttpResponseMessage page = await http.GetAsync(new Uri(url));
        return page.IsSuccessStatusCode ? 0 : 1;
    }
}
