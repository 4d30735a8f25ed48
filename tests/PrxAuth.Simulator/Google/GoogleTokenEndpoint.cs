using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Google;

/// <summary>Google's token endpoint.</summary>
internal sealed class GoogleTokenEndpoint(
    SimulatorControl control, GoogleTokenStore tokens, GoogleAuthorizationEndpoint authorization)
{
    private readonly IdTokenIssuer _idTokens = new(control);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await Reply.ErrorAsync(context, 400, "invalid_request", "The body must be form-encoded.");
            return;
        }

        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (GoogleClient.Find(parameters["client_id"]) is not { } client)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "The OAuth client was not found.");
            return;
        }

        if (parameters["client_secret"] is not { } secret)
        {
            await Reply.ErrorAsync(context, 400, "invalid_request", "client_secret is missing.");
            return;
        }

        if (secret != client.Secret)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "Unauthorized");
            return;
        }

        await (parameters["grant_type"] switch
        {
            GrantTypes.AuthorizationCode => RedeemAsync(context, parameters, client),
            GrantTypes.RefreshToken => RefreshAsync(context, parameters, client),
            GrantTypes.DeviceCode => PollAsync(context, parameters, client),
            _ => Reply.ErrorAsync(context, 400, "unsupported_grant_type", "Invalid grant_type."),
        });
    }

    private Task RedeemAsync(HttpContext context, RequestParameters parameters, GoogleClient client)
    {
        GoogleCode? code = authorization.Take(parameters["code"]);
        if (code is null || code.Client != client)
        {
            return Reply.ErrorAsync(context, 400, "invalid_grant", "Malformed auth code.");
        }

        if (parameters["redirect_uri"] != code.RedirectUri)
        {
            return Reply.ErrorAsync(context, 400, "redirect_uri_mismatch", "Bad Request");
        }

        if (code.Challenge is { } challenge)
        {
            string? verifier = parameters["code_verifier"];
            if (verifier is null)
            {
                return Reply.ErrorAsync(context, 400, "invalid_grant", "Missing code verifier.");
            }

            if (!Credentials.VerifierFits(verifier, challenge, code.ChallengeMethod))
            {
                return Reply.ErrorAsync(context, 400, "invalid_grant", "Invalid code verifier.");
            }
        }

        return SucceedAsync(
            context,
            tokens.Grant(client, code.User, code.Scopes, code.Nonce, code.Offline, code.ForcedConsent),
            withRefreshToken: true);
    }

    private Task RefreshAsync(HttpContext context, RequestParameters parameters, GoogleClient client)
    {
        if (control.Google.SessionControl)
        {
            return Reply.JsonAsync(context, 400, new JsonObject
            {
                ["error"] = "invalid_grant",
                ["error_description"] = "reauth related error (invalid_rapt)",
                ["error_subtype"] = "invalid_rapt",
            });
        }

        if (tokens.FindByRefreshToken(parameters["refresh_token"], client) is not { } grant)
        {
            return Reply.ErrorAsync(context, 400, "invalid_grant", "Token has been expired or revoked.");
        }

        control.Tracker[SimulatorArea.Google].Add(Counted.Refresh);
        return SucceedAsync(context, grant, withRefreshToken: false);
    }

    private async Task PollAsync(HttpContext context, RequestParameters parameters, GoogleClient client)
    {
        DeviceAuthorization? device = control.Devices.FindByDeviceCode(SimulatorArea.Google, parameters["device_code"]);
        if (device is null || device.ClientId != client.Id || device.Decision == DeviceDecision.Consumed)
        {
            await Reply.ErrorAsync(context, 400, "invalid_grant", "Bad Request");
            return;
        }

        if (control.Clock.GetUtcNow() >= device.ExpiresAt)
        {
            await Reply.ErrorAsync(context, 400, "expired_token", "Bad Request");
            return;
        }

        if (control.Devices.MustSlowDown(device))
        {
            await Reply.ErrorAsync(context, 403, "slow_down", "Forbidden");
            return;
        }

        await control.AutoApproveAsync(device, context.RequestAborted);
        await (control.Devices.Take(device) switch
        {
            DeviceDecision.Approved => SucceedAsync(
                context,
                tokens.Grant(client, device.User!, GoogleScopes.Split(device.Scope), nonce: null, offline: true, forcedConsent: true),
                withRefreshToken: true),
            DeviceDecision.Denied => Reply.ErrorAsync(context, 403, "access_denied", "Forbidden"),
            DeviceDecision.Pending => Reply.ErrorAsync(context, 428, "authorization_pending", "Precondition Required"),
            _ => Reply.ErrorAsync(context, 400, "invalid_grant", "Bad Request"),
        });
    }

    private Task SucceedAsync(HttpContext context, GoogleGrant grant, bool withRefreshToken)
    {
        GoogleAccessToken token = tokens.IssueAccessToken(grant);
        JsonObject body = new()
        {
            ["access_token"] = token.Value,
            ["expires_in"] = (long)control.AccessTokenLifetime.TotalSeconds,
            ["scope"] = string.Join(' ', grant.Scopes),
            ["token_type"] = "Bearer",
        };
        if (withRefreshToken && grant.RefreshToken is { } refreshToken)
        {
            body["refresh_token"] = refreshToken;
        }

        if (_idTokens.Issue(grant, token.Value, GoogleArea.Issuer(context)) is { } idToken)
        {
            body["id_token"] = idToken;
        }

        return Reply.JsonAsync(context, 200, body);
    }
}
