using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Diagnosis;

/// <summary>How every profile stands, and whether the clock stands after what they carry.</summary>
/// <param name="store">Keeps them.</param>
/// <param name="profiles">Describes them.</param>
/// <param name="catalog">Knows their providers.</param>
/// <param name="time">The clock.</param>
/// <param name="isWanted">Whether a provider's profiles are looked at.</param>
/// <param name="storeIsChecked">Whether another check says why the store as a whole does not open.</param>
internal sealed class ProfilesCheck(
    ICredentialStore store, ProfileService profiles, CatalogSource catalog, TimeProvider time, Func<string, bool> isWanted, bool storeIsChecked)
    : IDiagnosticCheck
{
    private static readonly TimeSpan s_soon = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_refreshTokenSoon = TimeSpan.FromDays(3);
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(1);

    public FindingArea Area => FindingArea.Profiles;

    public string Name => FindingNames.Profiles;

    public async IAsyncEnumerable<Finding> LookAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (List<CredentialEntry> entries, PrxAuthException? failure) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            yield return storeIsChecked
                ? Finding.Skipped(Area, Name, "The profiles cannot be read; see the findings about the store.")
                : Finding.Failed(Area, Name, failure);
            yield break;
        }

        if (entries.Count == 0)
        {
            yield return Finding.Ok(Area, Name, "There is no profile.");
            yield break;
        }

        bool catalogIsThere = CatalogIsThere();
        foreach (CredentialEntry entry in entries)
        {
            foreach (Finding finding in entry.Failure is { } damage ? [Finding.Failed(Area, FindingNames.ProfileFile, damage)]
                : catalogIsThere ? LookAt(entry.Credential!)
                : [Finding.Skipped(Area, FindingNames.ProfileLogin, $"{entry.Key} opens; more is not said while the config file is broken.", entry.Key.ToString())])
            {
                yield return finding;
            }
        }

        if (entries.Select(entry => entry.Credential).OfType<Credential>().MaxBy(credential => credential.Tokens.ReceivedAt) is { } latest)
        {
            yield return LookAtClock(latest);
        }
    }

    private async Task<(List<CredentialEntry> Entries, PrxAuthException? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        var entries = new List<CredentialEntry>();
        try
        {
            await foreach (CredentialEntry entry in store.ListAsync(null, cancellationToken).ConfigureAwait(false))
            {
                if (isWanted(entry.Key.Provider))
                {
                    entries.Add(entry);
                }
            }

            return (entries, null);
        }
        catch (PrxAuthException e)
        {
            return (entries, e);
        }
    }

    private bool CatalogIsThere()
    {
        try
        {
            _ = catalog.Current().Catalog;
            return true;
        }
        catch (PrxAuthException)
        {
            return false;
        }
    }

    private IEnumerable<Finding> LookAt(Credential credential)
    {
        yield return LookAtLogin(credential);
        string target = credential.Key.ToString();
        TimeSpan? left = credential.Tokens.RefreshToken is null ? null : credential.Tokens.RefreshTokenExpiresAt - time.GetUtcNow();
        if (!credential.NeedsLogin && left > TimeSpan.Zero && left < s_refreshTokenSoon)
        {
            yield return Finding.Warning(
                Area, FindingNames.ProfileRefreshToken, $"The refresh token of {credential.Key} runs out in {left.Value.TotalHours:0} hours.",
                $"Renew it now, which brings a new one where the provider rotates: {Cmdlet("Update-PrxAuthToken", credential.Key)}; or sign in again.", target);
        }

        if (!catalog.Current().Catalog.TryResolve(credential.Key.Provider, out ProviderDefinition? _))
        {
            yield return Finding.Warning(
                Area, FindingNames.ProfileProvider, $"Nothing is known of the provider of {credential.Key}, so it is never renewed.",
                $"Define [providers.{credential.Key.Provider}] in the config file, or sign out: {Cmdlet("Disconnect-PrxAuth", credential.Key)}", target);
        }
    }

    private Finding LookAtLogin(Credential credential)
    {
        const string name = FindingNames.ProfileLogin;
        ProfileView view = profiles.Describe(credential);
        string target = view.Key.ToString();
        string signIn = $"Sign in again: {Cmdlet("Connect-PrxAuth", view.Key)}";
        DateTimeOffset now = time.GetUtcNow();
        bool isRenewable = profiles.IsRenewable(view) && !(credential.Tokens.RefreshTokenExpiresAt <= now);
        return view switch
        {
            { Status: ProfileStatus.NeedsLogin } => Finding.Failed(
                Area, name, $"{view.Key} needs a sign-in: {SafeText.Clean(view.StatusReason ?? string.Empty)}", signIn, target),
            { Status: ProfileStatus.InDoubt } => Finding.Warning(
                Area, name, $"{view.Key} is in doubt. {view.StatusReason}", $"Refresh it: {Cmdlet("Update-PrxAuthToken", view.Key)}", target),
            { ExpiresAt: { } expiry } when !isRenewable && expiry <= now => Finding.Failed(
                Area, name, $"The token of {view.Key} has run out and cannot be renewed.", signIn, target),
            { ExpiresAt: { } expiry } when !isRenewable && expiry - now < s_soon => Finding.Warning(
                Area, name, $"The token of {view.Key} runs out in {(expiry - now).TotalMinutes:0} minutes and cannot be renewed.", signIn, target),
            { ExpiresAt: { } expiry } when expiry <= now && !catalog.Current().Configuration.AutoRefresh => Finding.Warning(
                Area, name, $"The token of {view.Key} has run out, and auto_refresh is off.", $"Renew it: {Cmdlet("Update-PrxAuthToken", view.Key)}", target),
            _ => Finding.Ok(Area, name, $"{view.Key} is signed in{As(view)}{Until(view, isRenewable, now)}.", target),
        };
    }

    private Finding LookAtClock(Credential latest)
    {
        DateTimeOffset now = time.GetUtcNow();
        return latest.Tokens.ReceivedAt - now > s_tolerance
            ? Finding.Failed(
                FindingArea.Clock, FindingNames.Clock,
                $"The clock says {now:yyyy-MM-dd HH:mm:ss}Z; the tokens of {latest.Key} arrived at {latest.Tokens.ReceivedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z.",
                "Set the clock, or let the system do so (timedatectl set-ntp true): until then tokens seem to be valid that are not.",
                latest.Key.ToString())
            : Finding.Ok(FindingArea.Clock, FindingNames.Clock, "The clock stands after every time that the profiles carry.");
    }

    private static string As(ProfileView view) => view.Account is { } account ? $" as {SafeText.Clean(account)}" : string.Empty;

    private static string Until(ProfileView view, bool isRenewable, DateTimeOffset now) => view.ExpiresAt switch
    {
        null => "; its token has no expiry",
        { } expiry when expiry <= now => "; its token is renewed on the next use",
        { } expiry => $"; its token is valid for {Length(expiry - now)}{(isRenewable ? ", then renewed" : string.Empty)}",
    };

    private static string Length(TimeSpan left) =>
        left.TotalHours < 2 ? $"{left.TotalMinutes:0} minutes" : left.TotalDays < 2 ? $"{left.TotalHours:0} hours" : $"{left.TotalDays:0} days";

    private static string Cmdlet(string name, ProfileKey key) => $"{name} -Provider {key.Provider} -Profile {key.Profile}";
}
