namespace PrxAuth.Simulator;

/// <summary>The scenarios by name. Several can be set one after another.</summary>
public static class ScenarioCatalog
{
    /// <summary>Every scenario, by provider.</summary>
    public static IReadOnlyList<NamedScenario> All { get; } =
    [
        new("oidc/wrong-issuer", "authorization responses name another issuer", control => control.Issuer = IssuerMode.Wrong),
        new("oidc/no-issuer", "authorization responses lack the promised iss", control => control.Issuer = IssuerMode.Absent),
        new("oidc/denied", "the user refuses on every authorization page", control => control.Consent = ConsentMode.Deny),
        new("oidc/nobody-comes", "the user leaves every authorization page open", control => control.Consent = ConsentMode.Ignore),
        new("oidc/short-tokens", "access tokens live for a minute", control => control.AccessTokenLifetime = TimeSpan.FromMinutes(1)),

        new("github/pending-twice", "a device code is approved at its third poll", control => control.AutoApproveAfterPolls = 2),
        new("github/slow-down", "GitHub says slow_down once and names the new interval", control => control.SlowDown()),
        new("github/slow-down-unnamed", "GitHub says slow_down once without an interval", control =>
        {
            control.GitHub.SlowDownNamesInterval = false;
            control.SlowDown();
        }),
        new("github/outage", "the first two polls are answered with 502", control =>
            control.Break("/github/login/oauth/access_token", FaultMode.BadGateway, count: 2)),
        new("github/no-device-flow", "GitHub has the device flow switched off for the client", control => control.GitHub.DeviceFlow = false),
        new("github/expiring-tokens", "tokens of GitHub Apps expire and are renewed in pairs", control => control.GitHub.ExpiringTokens = true),
        new("copilot/no-seat", "the account has no Copilot seat", control => control.GitHub.Seat = CopilotSeat.None),
        new("copilot/policy", "the organization forbids Copilot", control => control.GitHub.Seat = CopilotSeat.Policy),
        new("copilot/rate-limit", "GitHub's API answers 403 for its rate limit", control => control.GitHub.RateLimit = GitHubRateLimit.Forbidden),
        new("copilot/too-many-requests", "GitHub's API answers 429 with Retry-After", control => control.GitHub.RateLimit = GitHubRateLimit.TooManyRequests),

        new("google/dropped-scope", "the user leaves cloud-platform out of the grant", control =>
            control.Google.DroppedScope = "https://www.googleapis.com/auth/cloud-platform"),
        new("google/policy-page", "an administrator's policy page never redirects", control => control.Google.PolicyPage = true),
        new("google/first-consent-only", "only the first consent gives a refresh token", control => control.Google.RefreshTokenOnFirstConsentOnly = true),
        new("google/session-control", "refreshes fail with invalid_rapt", control => control.Google.SessionControl = true),
        new("google/forged-id-token", "id_tokens are signed with another key", control => control.Google.IdToken = IdTokenFlaw.WrongSignature),

        new("entra/interaction-required", "refreshes fail with interaction_required", control => control.Entra.InteractionRequired = true),
        new("entra/device-forbidden", "Conditional Access forbids the device flow", control => control.Entra.DeviceFlowForbidden = true),
        new("entra/old-device-answer", "verification_url, and numbers in quotes", control => control.Entra.OldDeviceAnswer = true),
        new("entra/throttled", "the token endpoint answers 429 with Retry-After", control => control.Entra.Throttle = TimeSpan.FromSeconds(30)),

        new("gitlab/throttled", "the instance answers 429 in plain text", control => control.GitLab.Throttle = TimeSpan.FromSeconds(30)),
        new("gitlab/no-device-refresh", "device sign-ins bring no refresh token", control => control.GitLab.DeviceRefreshToken = false),

        new("huggingface/server-error", "the token endpoint answers 500", control => control.HuggingFace.Outage = HuggingFaceOutage.ServerError),
        new("huggingface/html", "the token endpoint answers 504 with a page", control => control.HuggingFace.Outage = HuggingFaceOutage.HtmlPage),

        new("codex/no-device-flow", "device codes are switched off for the account", control => control.OpenAI.DeviceFlow = false),
        new("codex/pending-not-found", "a device code that nobody has entered answers 404", control => control.OpenAI.PendingIsNotFound = true),
        new("codex/no-entitlement", "the workspace lacks Codex", control => control.OpenAI.MissingEntitlement = true),
        new("codex/refresh-reused", "refreshes fail with refresh_token_reused", control => control.OpenAI.RefreshRefusal = OpenAiRefreshRefusal.Reused),
        new("codex/sparse-refresh", "refreshes bring an access token alone", control => control.OpenAI.SparseRefresh = true),
        new("codex/another-account", "refreshes bring tokens of another workspace", control => control.OpenAI.AnotherAccount = true),

        new("anthropic/rate-limit", "the token endpoint answers 429", control => control.Anthropic.RateLimit = true),
        new("anthropic/refresh-expired", "dead refresh tokens are called expired", control => control.Anthropic.RefreshTokenExpired = true),

        new("qwen/slow-down", "Qwen answers a poll with 429 and slow_down", control => control.SlowDown()),
        new("qwen/text-errors", "refusals of dead codes and tokens are bare text", control => control.Qwen.TextErrors = true),
        new("qwen/no-endpoint", "token answers name no API host", control => control.Qwen.ResourceUrl = null),
        new("qwen/no-rotation", "refreshes bring no new refresh token", control => control.Qwen.Rotates = false),

        new("minimax/wrong-state", "the state that comes back with a code is another one", control => control.MiniMax.WrongState = true),
        new("minimax/seconds", "times are seconds from now", control => control.MiniMax.Seconds = true),
    ];
}
