using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.GitLab;

/// <summary>GitLab's token and revocation endpoints.</summary>
internal sealed class GitLabTokenEndpoints(SimulatorControl control, PairBoard tokens, CodeBoard codes)
{
    private const string InvalidGrant = "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI "
        + "used in the authorization request, or was issued to another client.";

    public async Task InvokeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters["client_id"] != SimulatorClients.GitLab)
        {
            await Reply.ErrorAsync(context, 401, "invalid_client", "Client authentication failed due to unknown client.");
            return;
        }

        await (parameters["grant_type"] switch
        {
            GrantTypes.AuthorizationCode => RedeemAsync(context, parameters),
            GrantTypes.RefreshToken => RefreshAsync(context, parameters),
            GrantTypes.DeviceCode => PollAsync(context),
            _ => Reply.ErrorAsync(context, 400, "unsupported_grant_type", "The authorization grant type is not supported."),
        });
    }

    /// <summary>Answers 200 with an empty object whether it knew the token or not (RFC 7009 section 2.2).</summary>
    public async Task RevokeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (parameters["client_id"] != SimulatorClients.GitLab)
        {
            await Reply.ErrorAsync(context, 403, "unauthorized_client", "You are not authorized to revoke this token");
            return;
        }

        tokens.Revoke(parameters["token"], SimulatorClients.GitLab);
        control.Tracker[SimulatorArea.GitLab].Add(Counted.Revocation);
        await Reply.JsonAsync(context, 200, new JsonObject());
    }

    private Task RedeemAsync(HttpContext context, RequestParameters parameters)
    {
        if (codes.Take(parameters["code"], SimulatorClients.GitLab) is not { } code
            || parameters["redirect_uri"] != code.RedirectUri
            || !Credentials.VerifierFits(parameters["code_verifier"], code.Challenge!, code.ChallengeMethod))
        {
            return Reply.ErrorAsync(context, 400, "invalid_grant", InvalidGrant);
        }

        UserGrant grant = new(code.ClientId, code.User, code.Scopes, code.Nonce, code.RedirectUri);
        return SucceedAsync(context, tokens.Issue(grant, withRefreshToken: true));
    }

    private Task RefreshAsync(HttpContext context, RequestParameters parameters)
    {
        IssuedPair? pair = tokens.Refresh(
            parameters["refresh_token"],
            SimulatorClients.GitLab,
            RefreshFate.BothDie,
            grant => !control.GitLab.RedirectUriInRefresh || parameters["redirect_uri"] == grant.RedirectUri);
        if (pair is null)
        {
            return Reply.ErrorAsync(context, 400, "invalid_grant", InvalidGrant);
        }

        control.Tracker[SimulatorArea.GitLab].Add(Counted.Refresh);
        return SucceedAsync(context, pair);
    }

    private async Task PollAsync(HttpContext context)
    {
        (DevicePollOutcome outcome, DeviceAuthorization? device) =
            await DevicePolling.PollAsync(context, control, SimulatorArea.GitLab, SimulatorClients.GitLab);
        await (outcome switch
        {
            DevicePollOutcome.Approved => SucceedAsync(context, tokens.Issue(
                new UserGrant(device!.ClientId, device.User!, ScopeText.Split(device.Scope)), control.GitLab.DeviceRefreshToken)),
            DevicePollOutcome.Denied => Reply.ErrorAsync(context, 400, "access_denied", "The resource owner denied the request."),
            DevicePollOutcome.Expired => Reply.ErrorAsync(context, 400, "expired_token", "The device code has expired."),
            DevicePollOutcome.TooEarly => Reply.ErrorAsync(context, 400, "slow_down", "Polling too fast."),
            DevicePollOutcome.Pending => Reply.ErrorAsync(context, 400, "authorization_pending", "The request is still pending."),
            _ => Reply.ErrorAsync(context, 400, "invalid_grant", InvalidGrant),
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
            ["created_at"] = pair.IssuedAt.ToUnixTimeSeconds(),
        };
        if (pair.RefreshToken is { } refreshToken)
        {
            body["refresh_token"] = refreshToken;
        }

        if (pair.Grant.Scopes.Contains("openid"))
        {
            JsonObject claims = SignedJwt.IdTokenClaims(
                GitLabArea.Issuer(context), pair.Grant, GitLabAccountEndpoints.Subject(pair.Grant.User), control.Clock.GetUtcNow());
            claims["sub_legacy"] = RandomText.Hex(64);
            body["id_token"] = SignedJwt.Create(claims);
        }

        return Reply.JsonAsync(context, 200, body);
    }
}
