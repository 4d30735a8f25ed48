using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Flows;

/// <summary>The failures of finishing a sign-in that was started elsewhere.</summary>
internal static class PendingFailures
{
    public static PrxAuthException Missing(string? provider, string? profile) => new(
        PrxAuthError.PendingSignInMissing,
        $"No sign-in{Of(provider, profile)} waits to be finished: none was started, or it has ended.",
        $"Start one: Connect-PrxAuth -Provider {provider ?? "NAME"} -NoWait")
    { Target = profile is null ? provider : $"{provider}/{profile}" };

    public static PrxAuthException Expired(ProfileKey key) => new(
        PrxAuthError.PendingSignInExpired,
        $"The pending sign-in of {key} was not finished within {PendingSignIn.Lifetime.TotalMinutes:0} minutes, or the store was sealed anew since.",
        $"Start again: Connect-PrxAuth -Provider {key.Provider} -Profile {key.Profile} -NoWait")
    { Target = key.ToString() };

    public static PrxAuthException Taken(ProfileKey key) => new(
        PrxAuthError.PendingSignInTaken,
        $"Another process was faster: it finishes the sign-in of {key}, or has ended it.",
        "See what came of it: Get-PrxAuthProfile; start again if need be.")
    { Target = key.ToString() };

    public static PrxAuthException EndedElsewhere(ProfileKey key) => new(
        PrxAuthError.PendingSignInTaken,
        $"The sign-in of {key} was ended by another process, and no profile came of it.",
        $"Start again: Connect-PrxAuth -Provider {key.Provider} -Profile {key.Profile}")
    { Target = key.ToString() };

    public static PrxAuthException NotARedirect(PendingSignIn pending) => new(
        PrxAuthError.RedirectInvalid,
        "What was pasted is not the redirect address of a sign-in. The pending sign-in goes on.",
        $"Paste the whole address from the browser's address line (it starts with {pending.RedirectUri.GetLeftPart(UriPartial.Path)}), or the code that the page shows.")
    { Target = pending.Key.ToString() };

    public static PrxAuthException StateUnknown(string? provider, string? profile) => new(
        PrxAuthError.RedirectInvalid,
        $"What was pasted belongs to no pending sign-in{Of(provider, profile)}: its state is another one. What is pending goes on.",
        "Paste the address that the browser ended at after the newest address that you opened; an older one, or another server's, does not count.")
    { Target = profile is null ? provider : $"{provider}/{profile}" };

    public static PrxAuthException OfAnother(ProfileKey key, string? provider, string? profile) => new(
        PrxAuthError.RedirectInvalid,
        $"What was pasted belongs to the pending sign-in of {key}, not to one{Of(provider, profile)}. Both go on.",
        $"Run: Complete-PrxAuth -Provider {key.Provider} -Profile {key.Profile}")
    { Target = key.ToString() };

    public static PrxAuthException Ambiguous(IEnumerable<ProfileKey> keys) => new(
        PrxAuthError.RedirectInvalid,
        $"A code alone does not tell which sign-in it is for: {string.Join(", ", keys)}.",
        "Name the provider and the profile with -Provider and -Profile.");

    private static string Of(string? provider, string? profile) => (provider, profile) switch
    {
        (null, null) => string.Empty,
        (null, _) => $" of a profile '{profile}'",
        (_, null) => $" of provider '{provider}'",
        _ => $" of {provider}/{profile}",
    };
}
