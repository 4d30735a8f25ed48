using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.Entra;

/// <summary>Entra's token endpoint.</summary>
internal sealed class EntraTokenEndpoint(SimulatorControl control, PairBoard tokens, CodeBoard codes, EntraReply reply)
{
    private static readonly string[] _withoutResource = ["openid", "profile", "email", "offline_access"];

    public async Task InvokeAsync(HttpContext context, string tenant)
    {
        if (control.Entra.Throttle is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await reply.ErrorAsync(context, 429, "temporarily_unavailable", 50196, "The server terminated the operation because the client is looping.");
            return;
        }

        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters["client_id"] != SimulatorClients.Entra)
        {
            await reply.ErrorAsync(context, 400, "unauthorized_client", 700016, "The application was not found in the directory.");
            return;
        }

        if (parameters["client_secret"] is not null || parameters["client_assertion"] is not null)
        {
            await reply.ErrorAsync(context, 401, "invalid_client", 700025,
                "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");
            return;
        }

        if (Resources(ScopeText.Split(parameters["scope"])) > 1)
        {
            await reply.ErrorAsync(context, 400, "invalid_scope", 28000, "The scope is not valid because it contains more than one resource.");
            return;
        }

        await (parameters["grant_type"] switch
        {
            GrantTypes.AuthorizationCode => RedeemAsync(context, parameters, tenant),
            GrantTypes.RefreshToken => RefreshAsync(context, parameters, tenant),
            GrantTypes.DeviceCode => PollAsync(context, tenant),
            null => reply.ErrorAsync(context, 400, "invalid_request", 900144, "The request body must contain the parameter 'grant_type'."),
            _ => reply.ErrorAsync(context, 400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type."),
        });
    }

    private Task RedeemAsync(HttpContext context, RequestParameters parameters, string tenant)
    {
        if (codes.Take(parameters["code"], SimulatorClients.Entra) is not { } code)
        {
            return reply.ErrorAsync(context, 400, "invalid_grant", 54005, "OAuth2 Authorization code was already redeemed, or it is not one.");
        }

        if (parameters["redirect_uri"] != code.RedirectUri)
        {
            return reply.ErrorAsync(context, 400, "invalid_grant", 50011, "The redirect URI does not match that of the authorization request.");
        }

        if (code.Challenge is { } challenge && !Credentials.VerifierFits(parameters["code_verifier"], challenge, code.ChallengeMethod))
        {
            return reply.ErrorAsync(context, 400, "invalid_grant", 501481, "The Code_Verifier does not match the code_challenge.");
        }

        UserGrant grant = new(code.ClientId, code.User, code.Scopes, code.Nonce, code.RedirectUri);
        return SucceedAsync(context, tokens.Issue(grant, OffersRefresh(grant)), tenant);
    }

    // The old refresh token lives on beside the new one.
    private Task RefreshAsync(HttpContext context, RequestParameters parameters, string tenant)
    {
        if (control.Entra.InteractionRequired)
        {
            return reply.ErrorAsync(context, 400, "interaction_required", 50076,
                "Due to a configuration change made by your administrator, you must use multi-factor authentication.", "basic_action");
        }

        if (tokens.Refresh(parameters["refresh_token"], SimulatorClients.Entra, RefreshFate.BothLive) is not { } pair)
        {
            return reply.ErrorAsync(context, 400, "invalid_grant", 700082, "The refresh token has expired due to inactivity.", "bad_token");
        }

        control.Tracker[SimulatorArea.Entra].Add(Counted.Refresh);
        return SucceedAsync(context, pair, tenant);
    }

    // No slow_down: Entra has no such answer, whoever polls too fast stays pending.
    private async Task PollAsync(HttpContext context, string tenant)
    {
        (DevicePollOutcome outcome, DeviceAuthorization? device) =
            await DevicePolling.PollAsync(context, control, SimulatorArea.Entra, SimulatorClients.Entra);
        await (outcome switch
        {
            DevicePollOutcome.Approved when control.Entra.DeviceFlowForbidden =>
                reply.ErrorAsync(context, 400, "invalid_grant", 53003, "Access has been blocked by Conditional Access policies.", "message_only"),
            DevicePollOutcome.Approved => ApproveAsync(context, device!, tenant),
            DevicePollOutcome.Denied => reply.ErrorAsync(context, 400, "authorization_declined", 70017, "The user declined to authenticate."),
            DevicePollOutcome.Expired => reply.ErrorAsync(context, 400, "expired_token", 70020, "The device code has expired."),
            DevicePollOutcome.Unknown => reply.ErrorAsync(context, 400, "bad_verification_code", 70018, "The verification code is not known."),
            _ => reply.ErrorAsync(context, 400, "authorization_pending", 70016, "OAuth 2.0 device flow error. Authorization is pending."),
        });
    }

    private Task ApproveAsync(HttpContext context, DeviceAuthorization device, string tenant)
    {
        UserGrant grant = new(device.ClientId, device.User!, ScopeText.Split(device.Scope));
        return SucceedAsync(context, tokens.Issue(grant, OffersRefresh(grant)), tenant);
    }

    private Task SucceedAsync(HttpContext context, IssuedPair pair, string tenant)
    {
        long seconds = (long)control.AccessTokenLifetime.TotalSeconds;
        JsonObject body = new()
        {
            ["token_type"] = "Bearer",
            // offline_access is asked for and never named as granted.
            ["scope"] = string.Join(' ', pair.Grant.Scopes.Where(scope => scope != "offline_access")),
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
            ["access_token"] = pair.AccessToken,
        };
        if (pair.RefreshToken is { } refreshToken)
        {
            body["refresh_token"] = refreshToken;
        }

        if (pair.Grant.Scopes.Contains("openid"))
        {
            body["id_token"] = IdToken(context, pair.Grant, tenant);
        }

        return Reply.JsonAsync(context, 200, body);
    }

    // Who signs in through a shared tenant gets tokens of their own one.
    private string IdToken(HttpContext context, UserGrant grant, string tenant)
    {
        EntraTenants.TryResolve(tenant, out string? id);
        string home = id ?? SimulatorClients.EntraTenant;
        JsonObject claims = SignedJwt.IdTokenClaims(
            EntraArea.Issuer(context, home), grant, EntraTenants.Subject(grant.User, grant.ClientId), control.Clock.GetUtcNow());
        claims["tid"] = home;
        claims["oid"] = EntraTenants.ObjectId(grant.User);
        claims["ver"] = "2.0";
        if (grant.Scopes.Contains("profile"))
        {
            claims["preferred_username"] = grant.User.Email;
            claims["name"] = grant.User.DisplayName;
        }

        return SignedJwt.Create(claims);
    }

    private static bool OffersRefresh(UserGrant grant) => grant.Scopes.Contains("offline_access");

    private static int Resources(string[] scopes) => scopes.Except(_withoutResource)
        .Select(scope => scope.LastIndexOf('/') is > 0 and var slash ? scope[..slash] : "https://graph.microsoft.com")
        .Distinct(StringComparer.OrdinalIgnoreCase).Count();
}
