namespace PrxAuth.Core.Flows.Loopback;

/// <summary>The pages that a person sees in the browser at the end of a sign-in.</summary>
public static class SignInPages
{
    /// <summary>The sign-in is complete.</summary>
    /// <param name="provider">The provider's display name.</param>
    /// <param name="account">The account, where the provider named it.</param>
    /// <param name="profile">The profile that holds the tokens.</param>
    public static LoopbackPage Success(string provider, string? account, string profile) => LoopbackPage.Success(
        string.IsNullOrEmpty(account) ? $"Signed in to {provider}" : $"Signed in to {provider} as {account}",
        $"The sign-in is sealed in the profile “{profile}” on this machine.");

    /// <summary>The person, or an administrator's policy, said no.</summary>
    /// <param name="provider">The provider's display name.</param>
    public static LoopbackPage Denied(string provider) => new(
        LoopbackPageKind.Failure,
        $"{provider} was not connected",
        "Access was not granted, so nothing was saved.",
        "If that was not what you wanted, start the sign-in again in your terminal and allow the access.");

    /// <summary>The sign-in failed.</summary>
    /// <param name="provider">The provider's display name.</param>
    /// <param name="message">What went wrong, without any secret.</param>
    /// <param name="recommendation">What the user can do next.</param>
    public static LoopbackPage Failed(string provider, string message, string recommendation) =>
        new(LoopbackPageKind.Failure, $"The sign-in to {provider} failed", message, recommendation);

    internal static LoopbackPage Interrupted { get; } = new(
        LoopbackPageKind.Failure,
        "The sign-in was interrupted",
        "The program that asked for it ended before the sign-in was complete.",
        "Close this window and look at your terminal; start the sign-in again if you still need it.");

    internal static LoopbackPage AlreadyDone { get; } = new(
        LoopbackPageKind.Notice,
        "This sign-in has already been received",
        "Each sign-in counts once; this was a second visit to its last page.",
        "You can close this window and go back to your terminal.");

    internal static LoopbackPage NotInProgress { get; } = new(
        LoopbackPageKind.Notice,
        "This is not the sign-in in progress",
        "The address belongs to another sign-in, perhaps to an earlier one in a tab that was still open. It was ignored.",
        "Go on in the browser tab that was opened last, or start the sign-in again in your terminal.");

    internal static LoopbackPage Malformed { get; } = new(
        LoopbackPageKind.Notice,
        "This request cannot be read",
        "It is not a well-formed answer of a sign-in. It was ignored.",
        "Go on in the browser tab that was opened last, or start the sign-in again in your terminal.");

    internal static LoopbackPage ForeignHost { get; } = new(
        LoopbackPageKind.Notice,
        "This address is not served here",
        "The request names a host other than this machine's loopback address. It was ignored.",
        "Use the address that your terminal shows.");

    internal static LoopbackPage NotFound { get; } = new(
        LoopbackPageKind.Notice,
        "There is nothing here",
        "Only the last step of a sign-in is served at this port.",
        "You can close this window.");

    internal static LoopbackPage MethodNotAllowed { get; } = new(
        LoopbackPageKind.Notice,
        "This request is not allowed",
        "A sign-in comes back with GET. The request was ignored.",
        "Go on in the browser tab that was opened last.");

    internal static LoopbackPage TooLong { get; } = new(
        LoopbackPageKind.Notice,
        "This request is too long",
        "It is longer than any answer of a sign-in. It was ignored.",
        "If this is the answer of your provider, delete the browser's cookies for this host and load the page again.");

    internal static LoopbackPage TooSlow { get; } = new(
        LoopbackPageKind.Notice,
        "This request took too long",
        "It did not arrive in time. It was ignored.",
        "Load the page again.");
}
