namespace PrxAuth.Core.Flows.Loopback;

/// <summary>What a page of the loopback listener is about: decides its colour, its sign and its HTTP status.</summary>
public enum LoopbackPageKind
{
    /// <summary>The sign-in succeeded.</summary>
    Success,
    /// <summary>The sign-in failed or was refused.</summary>
    Failure,
    /// <summary>Nothing succeeded and nothing failed: the request is not the one that is waited for.</summary>
    Notice,
}

/// <summary>A page for the browser, as plain text: it is encoded when it is rendered, and only then.</summary>
/// <param name="Kind">What the page is about.</param>
/// <param name="Title">The headline.</param>
/// <param name="Message">What happened.</param>
/// <param name="Advice">What to do now.</param>
public sealed record LoopbackPage(LoopbackPageKind Kind, string Title, string Message, string Advice)
{
    /// <summary>A page about a sign-in that worked.</summary>
    public static LoopbackPage Success(string title, string message) =>
        new(LoopbackPageKind.Success, title, message, "You can close this window and go back to your terminal.");

    /// <summary>A page about a sign-in that failed.</summary>
    public static LoopbackPage Failure(string title, string message) =>
        new(LoopbackPageKind.Failure, title, message, "Close this window; your terminal says what to do next.");
}
