namespace PrxAuth.Core.Flows;

/// <summary>
/// What a sign-in shows to a person and asks of them. Each front end implements it; Core calls it from any thread.
/// </summary>
public interface ISignInInteraction
{
    /// <summary>Whether a person can see and answer. Where not, nothing is ever asked and the sign-in fails with the way out.</summary>
    bool IsInteractive { get; }

    /// <summary>Shows a step for those who want to follow along. Never holds a secret.</summary>
    void Step(string message);

    /// <summary>Shows something the person should know, such as the provider's terms.</summary>
    void Notice(string message);

    /// <summary>Tells that the browser was opened, or, when <paramref name="opened"/> is false, that the person must open the address.</summary>
    void ShowAuthorizationUrl(Uri url, bool opened);

    /// <summary>Shows the user code and where to enter it (RFC 8628 section 3.3); both always.</summary>
    void ShowUserCode(UserCodePrompt prompt);

    /// <summary>Copies the user code to the person's clipboard, where there is one and a person in front of it. Never fails.</summary>
    /// <param name="userCode">The code; never a token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<UserCodeCopy> CopyAsync(string userCode, CancellationToken cancellationToken) => Task.FromResult(UserCodeCopy.None);

    /// <summary>Shows the address and reads what the person pastes: the redirect URL or the code.</summary>
    Task<string> ReadRedirectAsync(Uri url, CancellationToken cancellationToken);

    /// <summary>Tells how long the wait for the person goes on; called about once a second, and once with <see cref="SignInWait.IsOver"/>.</summary>
    void Waiting(SignInWait wait);
}

/// <summary>What a person needs for the device flow.</summary>
/// <param name="Provider">The provider's display name.</param>
/// <param name="UserCode">The code to enter.</param>
/// <param name="VerificationUri">Where to enter it.</param>
/// <param name="VerificationUriComplete">The same with the code in it, where the provider gives one.</param>
/// <param name="ExpiresIn">How long the code lives.</param>
/// <param name="BrowserOpened">Whether the browser was opened at the page.</param>
public sealed record UserCodePrompt(
    string Provider, string UserCode, Uri VerificationUri, Uri? VerificationUriComplete, TimeSpan ExpiresIn, bool BrowserOpened)
{
    /// <summary>Whether the code is in the clipboard.</summary>
    public UserCodeCopy Copy { get; init; }

    /// <summary>Whether the person wants the address as a QR code too.</summary>
    public bool WantsQrCode { get; init; }
}

/// <summary>Whether a user code was copied to the clipboard.</summary>
public enum UserCodeCopy
{
    /// <summary>It was not.</summary>
    None,
    /// <summary>It was.</summary>
    Copied,
    /// <summary>The terminal was asked to, which does not say whether it did.</summary>
    SentToTerminal,
}

/// <summary>How a wait for a person stands.</summary>
/// <param name="Activity">What is waited for.</param>
/// <param name="Remaining">Time left.</param>
/// <param name="Total">Time in all.</param>
/// <param name="IsOver">Whether the wait has ended.</param>
public sealed record SignInWait(string Activity, TimeSpan Remaining, TimeSpan Total, bool IsOver);
