using PrxAuth.Core.Flows;
using PrxAuth.Core.Flows.Browsing;

namespace PrxAuth.Torture;

/// <summary>A browser without a window: it follows the redirects of a provider that consents by itself.</summary>
internal sealed class TortureBrowser : IBrowserLauncher, IDisposable
{
    /// <summary>The same as a command, for the processes that start a real one.</summary>
    public const string Command = "curl --silent --location --output /dev/null --max-time 30 %s";

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public Task<bool> TryOpenAsync(Uri url, CancellationToken cancellationToken)
    {
        _ = VisitAsync(url);
        return Task.FromResult(true);
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> VisitAsync(Uri url)
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(url);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The sign-in that sent us fails by itself and says more.
            return false;
        }
    }
}

/// <summary>A person who says yes and nothing else.</summary>
internal sealed class SilentPerson : ISignInInteraction
{
    public bool IsInteractive => true;

    public void Step(string message)
    {
    }

    public void Notice(string message)
    {
    }

    public void ShowAuthorizationUrl(Uri url, bool opened)
    {
    }

    public void ShowUserCode(UserCodePrompt prompt)
    {
    }

    public Task<string> ReadRedirectAsync(Uri url, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The browser flow pastes nothing.");

    public void Waiting(SignInWait wait)
    {
    }
}
