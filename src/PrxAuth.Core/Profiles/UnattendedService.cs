using PrxAuth.Core.Flows;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Profiles;

/// <summary>Finds out before a run, not in the middle of it, whether a profile lasts.</summary>
public sealed class UnattendedService
{
    private readonly ProfileService _profiles;
    private readonly TokenService _tokens;
    private readonly TimeProvider _time;

    internal UnattendedService(ProfileService profiles, TokenService tokens, TimeProvider time)
    {
        _profiles = profiles;
        _tokens = tokens;
        _time = time;
    }

    /// <summary>The profile, where it lasts.</summary>
    /// <param name="selection">The profile.</param>
    /// <param name="run">What is wanted of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.LoginRequired"/>, <see cref="PrxAuthError.ProfileNotFound"/>,
    /// <see cref="PrxAuthError.ProfileEndsTooSoon"/> or <see cref="PrxAuthError.ScopeMissing"/>; with <see cref="UnattendedRun.Renew"/> also
    /// what a renewal fails with.</exception>
    public async Task<ProfileView> DemandAsync(ProfileSelection selection, UnattendedRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(run);
        ProfileView profile = run.Renew
            ? _profiles.Describe(await _tokens.RenewAsync(selection, cancellationToken).ConfigureAwait(false))
            : await _profiles.GetAsync(selection.Key, cancellationToken).ConfigureAwait(false);
        DemandTime(profile, run.Duration);
        DemandScopes(profile, run.Scopes);
        return profile;
    }

    private void DemandTime(ProfileView profile, TimeSpan duration)
    {
        UnattendedForecast forecast = profile.Unattended;
        if (profile.Status == ProfileStatus.NeedsLogin)
        {
            throw Failure(profile, PrxAuthError.LoginRequired, $"Profile '{profile.Key}' needs a new sign-in: {profile.StatusReason}", forecast.WayOut);
        }

        DateTimeOffset now = _time.GetUtcNow();
        if (!forecast.Covers(duration, now))
        {
            string lasts = forecast.Until > now ? $"lasts for {Duration.Format(forecast.Until.Value - now)} more" : "gives no token any more";
            throw Failure(
                profile, PrxAuthError.ProfileEndsTooSoon,
                $"Profile '{profile.Key}' {lasts}, and {Duration.Format(duration)} are asked for: {forecast.Reason}.", forecast.WayOut);
        }
    }

    private static void DemandScopes(ProfileView profile, IReadOnlyList<string> scopes)
    {
        string[] missing = [.. scopes.Except(profile.Scopes, StringComparer.Ordinal).Except(StepUp.UnnamedScopes, StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            throw profile.Scopes.Count == 0
                ? Failure(
                    profile, PrxAuthError.ScopeMissing,
                    $"Nobody knows which scopes profile '{profile.Key}' was granted, and {string.Join(' ', missing)} is asked for.",
                    "Ask for no scopes of this profile.")
                : Failure(
                    profile, PrxAuthError.ScopeMissing,
                    $"Profile '{profile.Key}' was not granted {string.Join(' ', missing)}; it has {string.Join(' ', profile.Scopes)}.",
                    $"Ask for more: Connect-PrxAuth -Provider {profile.Key.Provider} -Profile {profile.Key.Profile} -AddScope {string.Join(',', missing)}");
        }
    }

    private static PrxAuthException Failure(ProfileView profile, PrxAuthError error, string message, string wayOut) =>
        new(error, message, wayOut) { Target = profile.Key.ToString() };
}
