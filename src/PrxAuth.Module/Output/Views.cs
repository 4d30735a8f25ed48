using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Import;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Tokens;

namespace PrxAuth;

/// <summary>Makes the objects that users see from Core's: their types live in this assembly, where PowerShell can name them.</summary>
internal static class Views
{
    public static PrxAuthProfile ToOutput(this ProfileView view) => new(
        view.Key.Provider,
        view.Key.Profile,
        view.Account,
        view.IsActive,
        (PrxAuthStatus)(int)view.Status,
        view.StatusReason,
        view.ExpiresAt?.ToLocalTime(),
        view.ExpiresAt - DateTimeOffset.UtcNow,
        view.Unattended.Until?.ToLocalTime(),
        view.Unattended.Reason,
        view.HasRefreshToken,
        [.. view.Scopes],
        view.Flow.ToOutput(),
        view.TokenType,
        view.Endpoint,
        view.CreatedAt.ToLocalTime(),
        view.UpdatedAt.ToLocalTime());

    public static PrxAuthPendingSignIn ToOutput(this PendingSignIn pending) =>
        new(pending.Key.Provider, pending.Key.Profile, pending.Address.AbsoluteUri, pending.ExpiresAt.ToLocalTime());

    public static PrxAuthProvider ToOutput(this ProviderDefinition provider) => new()
    {
        Provider = provider.Name,
        DisplayName = provider.DisplayName,
        Aliases = [.. provider.Aliases],
        Flows = [.. provider.Flows.Select(ToOutput)],
        Scopes = [.. provider.Scopes],
        ClientId = provider.ClientId,
        IsConfigured = provider.ClientId is not null || provider.Flows is [SignInFlow.GivenToken],
        ActiveProfile = provider.AuthProfile ?? ProfileKey.DefaultProfile,
        Issuer = provider.Issuer,
        AuthorizationEndpoint = provider.AuthorizationEndpoint,
        TokenEndpoint = provider.TokenEndpoint,
        DeviceAuthorizationEndpoint = provider.DeviceAuthorizationEndpoint,
        RevocationEndpoint = provider.RevocationEndpoint,
        ApiEndpoint = provider.ApiEndpoint,
        Origin = provider.Origin.ToString(),
        Notice = provider.Notice,
        ClientHelp = provider.ClientHelp,
    };

    public static PrxAuthDisconnection ToOutput(this RevocationResult result, ProfileKey key) =>
        new(key.Provider, key.Profile, (PrxAuthRevocation)(int)result.Outcome, result.Reason);

    public static PrxAuthStore ToOutput(this ResealResult result) => new(
        result.Directory, result.After.Name(), result.Before.Name(), result.Profiles, [.. result.Damaged.Select(key => key.ToString())]);

    public static PrxAuthImport ToOutput(this ImportResult result) => new()
    {
        Source = result.Login.Source,
        ForeignName = result.Login.ForeignName,
        Provider = result.Login.Key?.Provider,
        Profile = result.Login.Key?.Profile,
        Account = result.Login.Account,
        ExpiresAt = result.Login.ExpiresAt?.ToLocalTime(),
        HasRefreshToken = result.Login.HasRefreshToken,
        Outcome = (PrxAuthImportOutcome)(int)result.Outcome,
        Reason = result.Reason,
    };

    public static PrxAuthFinding ToOutput(this Finding finding) => new()
    {
        Area = finding.Area.ToString(),
        Name = finding.Name,
        Status = (PrxAuthFindingStatus)(int)finding.Status,
        Message = finding.Message,
        Recommendation = finding.Recommendation,
        Target = finding.Target,
    };

    private static PrxAuthFlow ToOutput(this SignInFlow flow) => (PrxAuthFlow)(int)flow;
}
