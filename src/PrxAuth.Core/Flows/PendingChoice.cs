using System.Security.Cryptography;
using System.Text;
using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Storage;

namespace PrxAuth.Core.Flows;

/// <summary>Finds the pending sign-in that a pasted redirect answers: by its state, among those the user means. A pure decision.</summary>
/// <param name="provider">The provider's name; null: any.</param>
/// <param name="profile">The profile's name; null: any.</param>
/// <param name="showsCode">Whether a sign-in ends at a page that shows a code.</param>
/// <param name="now">The time.</param>
internal sealed class PendingChoice(string? provider, string? profile, Func<PendingSignIn, bool> showsCode, DateTimeOffset now)
{
    /// <summary>Chooses among all that are pending.</summary>
    /// <exception cref="PrxAuthException">There is none, or the paste answers none of them; nothing has changed.</exception>
    public (PendingSignIn SignIn, AuthorizationResponse Response) Choose(IReadOnlyList<PendingEntry> all, string pasted)
    {
        PendingEntry[] meant = [.. all.Where(IsMeant)];
        PendingSignIn[] live = [.. meant.Select(entry => entry.SignIn).OfType<PendingSignIn>().Where(IsLive)];
        if (live.Length == 0)
        {
            throw meant.Length == 0 ? PendingFailures.Missing(provider, profile) : PendingFailures.Expired(meant[0].Key);
        }

        (PendingSignIn SignIn, AuthorizationResponse? Response)[] read = [.. live.Select(pending => (pending, Read(pending, pasted)))];
        if (Array.TrueForAll(read, one => one.Response is null))
        {
            throw PendingFailures.NotARedirect(live[0]);
        }

        return read.Where(one => IsAnsweredBy(one.SignIn, one.Response)).ToArray() switch
        {
            [var one] => (one.SignIn, one.Response!),
            [] => throw Stray(all, pasted),
            var several => throw PendingFailures.Ambiguous(several.Select(one => one.SignIn.Key)),
        };
    }

    private PrxAuthException Stray(IReadOnlyList<PendingEntry> all, string pasted)
    {
        PendingSignIn? owner = all.Select(entry => entry.SignIn).OfType<PendingSignIn>().FirstOrDefault(
            pending => IsAnsweredBy(pending, PastedRedirect.Read(pasted, bareCodeIsAllowed: false, string.Empty)));
        return owner is null ? PendingFailures.StateUnknown(provider, profile)
            : IsLive(owner) ? PendingFailures.OfAnother(owner.Key, provider, profile)
            : PendingFailures.Expired(owner.Key);
    }

    private bool IsMeant(PendingEntry entry) => IsNamed(provider, entry.Key.Provider) && IsNamed(profile, entry.Key.Profile);

    private static bool IsNamed(string? wanted, string name) => wanted is null || wanted.Equals(name, StringComparison.OrdinalIgnoreCase);

    private bool IsLive(PendingSignIn pending) => pending.ExpiresAt > now;

    private AuthorizationResponse? Read(PendingSignIn pending, string pasted) => PastedRedirect.Read(pasted, showsCode(pending), pending.Proof.State);

    private static bool IsAnsweredBy(PendingSignIn pending, AuthorizationResponse? response) => response is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(response.State), Encoding.UTF8.GetBytes(pending.Proof.State));
}
