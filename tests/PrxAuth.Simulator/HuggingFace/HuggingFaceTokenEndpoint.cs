using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.HuggingFace;

/// <summary>Hugging Face's token endpoint.</summary>
internal sealed class HuggingFaceTokenEndpoint(SimulatorControl control, PairBoard tokens, CodeBoard codes)
{
    public async Task InvokeAsync(HttpContext context)
    {
        switch (control.HuggingFace.Outage)
        {
            case HuggingFaceOutage.ServerError:
                await Reply.ErrorAsync(context, 500, "server_error", "Internal Error - We're working hard to fix this as soon as possible!");
                return;
            case HuggingFaceOutage.HtmlPage:
                await Reply.PageAsync(context, 504, "504 Gateway Time-out", "<p>The hub does not answer.</p>");
                return;
        }

        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters["client_id"] != SimulatorClients.HuggingFace)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "The client is not known.");
            return;
        }

        await (parameters["grant_type"] switch
        {
            GrantTypes.AuthorizationCode => RedeemAsync(context, parameters),
            GrantTypes.RefreshToken => RefreshAsync(context, parameters),
            GrantTypes.DeviceCode => PollAsync(context),
            _ => Reply.ErrorAsync(context, 400, "unsupported_grant_type", "The grant type is not supported."),
        });
    }

    private Task RedeemAsync(HttpContext context, RequestParameters parameters)
    {
        if (codes.Take(parameters["code"], SimulatorClients.HuggingFace) is not { } code
            || parameters["redirect_uri"] != code.RedirectUri
            || !Credentials.VerifierFits(parameters["code_verifier"], code.Challenge!, code.ChallengeMethod))
        {
            return Reply.ErrorAsync(context, 400, "invalid_grant", "The code is invalid, used or expired, or does not fit the request.");
        }

        return SucceedAsync(context, tokens.Issue(
            new UserGrant(code.ClientId, code.User, code.Scopes, code.Nonce, code.RedirectUri), withRefreshToken: true));
    }

    private Task RefreshAsync(HttpContext context, RequestParameters parameters)
    {
        if (tokens.Refresh(parameters["refresh_token"], SimulatorClients.HuggingFace, RefreshFate.RefreshTokenDies) is not { } pair)
        {
            return Reply.ErrorAsync(context, 400, "invalid_grant", "The refresh token is invalid or expired.");
        }

        control.Tracker[SimulatorArea.HuggingFace].Add(Counted.Refresh);
        return SucceedAsync(context, pair);
    }

    private async Task PollAsync(HttpContext context)
    {
        (DevicePollOutcome outcome, DeviceAuthorization? device) =
            await DevicePolling.PollAsync(context, control, SimulatorArea.HuggingFace, SimulatorClients.HuggingFace);
        await (outcome switch
        {
            DevicePollOutcome.Approved => SucceedAsync(context, tokens.Issue(
                new UserGrant(device!.ClientId, device.User!, ScopeText.Split(device.Scope)), withRefreshToken: true)),
            DevicePollOutcome.Denied => Reply.ErrorAsync(context, 400, "access_denied", "The user denied the request."),
            DevicePollOutcome.Expired => Reply.ErrorAsync(context, 400, "expired_token", "The device code has expired."),
            DevicePollOutcome.TooEarly => Reply.ErrorAsync(context, 400, "slow_down", "Polling too fast."),
            DevicePollOutcome.Pending => Reply.ErrorAsync(context, 400, "authorization_pending", "The user has not decided yet."),
            _ => Reply.ErrorAsync(context, 400, "invalid_grant", "The device code is invalid."),
        });
    }

    private Task SucceedAsync(HttpContext context, IssuedPair pair)
    {
        JsonObject body = new()
        {
            ["access_token"] = pair.AccessToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)control.AccessTokenLifetime.TotalSeconds,
            ["scope"] = string.Join(' ', pair.Grant.Scopes),
            ["refresh_token"] = pair.RefreshToken,
        };
        if (pair.Grant.Scopes.Contains("openid"))
        {
            JsonObject claims = SignedJwt.IdTokenClaims(
                HuggingFaceArea.Issuer(context), pair.Grant, HuggingFaceArea.Subject(pair.Grant.User), control.Clock.GetUtcNow());
            if (pair.Grant.Scopes.Contains("profile"))
            {
                claims["preferred_username"] = pair.Grant.User.Name;
                claims["name"] = pair.Grant.User.DisplayName;
            }

            body["id_token"] = SignedJwt.Create(claims);
        }

        return Reply.JsonAsync(context, 200, body);
    }
}
