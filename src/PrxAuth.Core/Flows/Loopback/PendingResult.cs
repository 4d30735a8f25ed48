namespace PrxAuth.Core.Flows.Loopback;

/// <summary>The browser that delivered the authorization response and waits for the result page.</summary>
internal sealed class PendingResult
{
    private readonly TaskCompletionSource<LoopbackPage> _page = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _shown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The page to write, once it is known.</summary>
    public Task<LoopbackPage> Page => _page.Task;

    /// <summary>Hands the page over and waits until the connection is done with it. A later page is dropped.</summary>
    public Task ShowAsync(LoopbackPage page)
    {
        _page.TrySetResult(page);
        return _shown.Task;
    }

    /// <summary>Tells that the page was written or that nobody is there to take it.</summary>
    public void MarkShown() => _shown.TrySetResult();
}
