using System.Globalization;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Tokens;

/// <summary>What is said of a refresh whose answer never arrived.</summary>
internal static class RenewalDoubt
{
    /// <summary>How the profile stands meanwhile.</summary>
    public static string Explain(Credential credential) =>
        $"The answer to its refresh of {SentAt(credential)} was lost, so its refresh token may be spent; the next refresh tells.";

    /// <summary>The failure that leaves the doubt as it is.</summary>
    public static PrxAuthException StillOpen(Credential credential, PrxAuthException cause) => new(
        cause.Error,
        $"{cause.Message} The refresh of '{credential.Key}' may have been done without its answer reaching us, so the profile is in doubt.",
        $"Check the network and run: Update-PrxAuthToken -Provider {credential.Key.Provider} -Profile {credential.Key.Profile}",
        cause)
    { Target = credential.Key.ToString(), RetryAfter = cause.RetryAfter, MayHaveArrived = true };

    /// <summary>Why a sign-in is needed once the provider has refused the old refresh token.</summary>
    public static string Settled(Credential credential, PrxAuthException refusal) =>
        $"the answer to its refresh of {SentAt(credential)} was lost on the way, and the provider no longer accepts the refresh token that was sent then. "
        + $"No client can get that answer back. ({refusal.Message})";

    private static string SentAt(Credential credential) =>
        credential.RenewalSentAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "an unknown time";
}
