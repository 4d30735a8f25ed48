using PrxAuth.Core.Flows;
using PrxAuth.Core.Flows.Browsing;

namespace PrxAuth.Fuzz.World;

/// <summary>A person who does nothing, at a terminal where everything that is shown must be fit to be shown.</summary>
internal sealed class SilentPerson : ISignInInteraction, IBrowserLauncher
{
    public bool IsInteractive => true;

    public void Step(string message) => Oracle.IsFitToShow(message, "A step");

    public void Notice(string message) => Oracle.IsFitToShow(message, "A notice");

    public void ShowAuthorizationUrl(Uri url, bool opened) => Oracle.IsFitToShow(url.AbsoluteUri, "The address");

    public void ShowUserCode(UserCodePrompt prompt)
    {
        // The code and the page are the provider's to choose, and are shown as they are.
        Oracle.IsFitToShow(prompt.UserCode.Replace(Subjects.Canary, "", StringComparison.Ordinal), "The user code");
        Oracle.IsFitToShow(prompt.VerificationUri.AbsoluteUri.Replace(Subjects.Canary, "", StringComparison.Ordinal), "The page");
        Oracle.Demand(prompt.ExpiresIn > TimeSpan.Zero, "The code runs out before it is shown.");
    }

    public Task<string> ReadRedirectAsync(Uri url, CancellationToken cancellationToken) => Task.FromResult("");

    public void Waiting(SignInWait wait) => Oracle.IsFitToShow(wait.Activity, "What is waited for");

    public Task<bool> TryOpenAsync(Uri url, CancellationToken cancellationToken) => Task.FromResult(false);
}
