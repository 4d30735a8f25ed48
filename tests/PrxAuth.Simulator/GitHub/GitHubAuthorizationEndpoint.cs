using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.GitHub;

/// <summary>An authorization code of GitHub's web flow.</summary>
internal sealed record GitHubCode(
    string ClientId, string RedirectUri, string? Challenge, SimulatorUser User, string Scope, DateTimeOffset ExpiresAt);

/// <summary>GitHub's authorization page.</summary>
internal sealed class GitHubAuthorizationEndpoint(SimulatorControl control)
{
    private const string RegisteredCallback = "http://127.0.0.1/callback";
    private static readonly TimeSpan _codeLifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, GitHubCode> _codes = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string? clientId = query["client_id"];
        string? state = query["state"];
        string redirectUri = query["redirect_uri"].FirstOrDefault() ?? RegisteredCallback;
        if (!GitHubArea.IsKnownClient(clientId))
        {
            await Reply.PageAsync(context, 404, "Page not found", "<p>There is no such application.</p>");
            return;
        }

        if (!IsRegistered(redirectUri))
        {
            RedirectError(context, RegisteredCallback, state, "redirect_uri_mismatch", "The redirect_uri is not registered.");
            return;
        }

        SimulatorUser user = SimulatorUser.Find(query["login"]) ?? control.CurrentUser;
        string scope = query["scope"].FirstOrDefault() ?? "";
        ConsentMode consent = control.Consent;
        string? decision = consent == ConsentMode.Ask ? await ConsentPage.ReadDecisionAsync(context) : null;
        if (consent == ConsentMode.Approve || decision == "approve")
        {
            string? challenge = query["code_challenge"].FirstOrDefault();
            if (challenge is not null && query["code_challenge_method"] != "S256")
            {
                RedirectError(context, redirectUri, state, "invalid_request", "The code challenge method must be S256.");
                return;
            }

            string code = RandomText.Hex(20);
            _codes[code] = new GitHubCode(clientId!, redirectUri, challenge, user, scope, control.Clock.GetUtcNow() + _codeLifetime);
            Reply.Redirect(context, redirectUri, [new("code", code), new("state", state)]);
            return;
        }

        if (consent == ConsentMode.Deny || decision is not null)
        {
            RedirectError(context, redirectUri, state, "access_denied", "The user has denied your application access.");
            return;
        }

        await ConsentPage.ShowAsync(context, clientId, user, scope, buttons: consent == ConsentMode.Ask);
    }

    /// <summary>Takes a code, which can be had once; null: it is unknown, used or expired.</summary>
    public GitHubCode? Take(string? code) =>
        code is not null && _codes.TryRemove(code, out GitHubCode? found) && control.Clock.GetUtcNow() < found.ExpiresAt ? found : null;

    private static bool IsRegistered(string redirectUri) =>
        Credentials.IsLoopbackRedirect(redirectUri, out Uri? uri)
        && (uri!.AbsolutePath == "/callback" || uri.AbsolutePath.StartsWith("/callback/", StringComparison.Ordinal));

    private static void RedirectError(HttpContext context, string redirectUri, string? state, string error, string description) =>
        Reply.Redirect(context, redirectUri,
        [
            new("error", error),
            new("error_description", description),
            new("error_uri", "https://docs.github.com/apps/oauth-apps"),
            new("state", state),
        ]);
}
