using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Google;

/// <summary>Google's authorization page. What is wrong with a request is told to the user, not to the client.</summary>
internal sealed class GoogleAuthorizationEndpoint(SimulatorControl control)
{
    private static readonly TimeSpan _codeLifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, GoogleCode> _codes = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        GoogleClient? client = GoogleClient.Find(query["client_id"]);
        string[] scopes = GoogleScopes.Split(query["scope"]);
        string redirectUri = query["redirect_uri"].ToString();
        if (client is null)
        {
            await RefuseAsync(context, 401, "invalid_client", "The OAuth client was not found.");
        }
        else if (!Credentials.IsLoopbackRedirect(redirectUri, out _) || client.IsTv)
        {
            await RefuseAsync(context, 400, "redirect_uri_mismatch", "The redirect URI does not fit the client.");
        }
        else if (query["response_type"] != "code" || scopes.Length == 0)
        {
            await RefuseAsync(context, 400, "invalid_request", "The response type must be code, and there must be a scope.");
        }
        else if (control.Google.PolicyPage)
        {
            await RefuseAsync(context, 400, "admin_policy_enforced", "Your administrator does not allow this.");
        }
        else
        {
            await DecideAsync(context, client, scopes, redirectUri);
        }
    }

    /// <summary>Takes a code, which can be had once; null: it is unknown, used or expired.</summary>
    public GoogleCode? Take(string? code) =>
        code is not null && _codes.TryRemove(code, out GoogleCode? found) && control.Clock.GetUtcNow() < found.ExpiresAt ? found : null;

    private async Task DecideAsync(HttpContext context, GoogleClient client, string[] scopes, string redirectUri)
    {
        IQueryCollection query = context.Request.Query;
        SimulatorUser user = SimulatorUser.Find(query["login_hint"]) ?? control.CurrentUser;
        ConsentMode consent = control.Consent;
        string? decision = consent == ConsentMode.Ask ? await ConsentPage.ReadDecisionAsync(context) : null;
        string? state = query["state"];
        if (consent == ConsentMode.Approve || decision == "approve")
        {
            string[] granted = [.. scopes.Where(scope => scope != control.Google.DroppedScope)];
            Reply.Redirect(context, redirectUri,
            [
                new("state", state),
                new("iss", IssuerParameter(context)),
                new("code", IssueCode(query, client, user, granted, redirectUri)),
                new("scope", string.Join(' ', granted)),
                new("authuser", "0"),
                new("prompt", "consent"),
            ]);
            return;
        }

        if (consent == ConsentMode.Deny || decision is not null)
        {
            Reply.Redirect(
                context, redirectUri, [new("error", "access_denied"), new("state", state), new("iss", IssuerParameter(context))]);
            return;
        }

        await ConsentPage.ShowAsync(context, client.Id, user, string.Join(' ', scopes), buttons: consent == ConsentMode.Ask);
    }

    private string IssueCode(IQueryCollection query, GoogleClient client, SimulatorUser user, string[] granted, string redirectUri)
    {
        string code = "4/0A" + RandomText.Alphanumeric(60);
        _codes[code] = new GoogleCode(
            client,
            redirectUri,
            query["code_challenge"],
            query["code_challenge_method"].FirstOrDefault() ?? "plain",
            user,
            granted,
            query["nonce"],
            // Installed apps get a refresh token whether they ask for offline access or not.
            Offline: true,
            ForcedConsent: GoogleScopes.Split(query["prompt"]).Contains("consent"),
            control.Clock.GetUtcNow() + _codeLifetime);
        return code;
    }

    private string? IssuerParameter(HttpContext context) => control.Issuer switch
    {
        IssuerMode.Absent => null,
        IssuerMode.Wrong => "http://127.0.0.1:9/google",
        _ => GoogleArea.Issuer(context),
    };

    private static Task RefuseAsync(HttpContext context, int status, string error, string description) =>
        Reply.PageAsync(context, status, "Access blocked", $"<p>Error {status}: {error}</p><p>{description}</p>");
}
