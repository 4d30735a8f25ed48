using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Google;

/// <summary>What Google does with tokens it has issued.</summary>
internal sealed class GoogleAccountEndpoints(SimulatorControl control, GoogleTokenStore tokens)
{
    public async Task UserInfoAsync(HttpContext context, bool oidc)
    {
        if (await AuthenticateAsync(context) is not { } token)
        {
            return;
        }

        SimulatorUser user = token.Grant.User;
        await Reply.JsonAsync(context, 200, new JsonObject
        {
            [oidc ? "sub" : "id"] = user.GoogleSubject,
            ["email"] = user.Email,
            [oidc ? "email_verified" : "verified_email"] = true,
            ["name"] = user.DisplayName,
            ["picture"] = $"{GoogleArea.Issuer(context)}/picture/{user.Name}",
        });
    }

    public async Task MeAsync(HttpContext context)
    {
        if (await AuthenticateAsync(context) is { } token)
        {
            await Reply.JsonAsync(context, 200, new JsonObject
            {
                ["sub"] = token.Grant.User.GoogleSubject,
                ["name"] = token.Grant.User.DisplayName,
                ["scope"] = string.Join(' ', token.Grant.Scopes),
            });
        }
    }

    public async Task TokenInfoAsync(HttpContext context)
    {
        string? presented = (await RequestParameters.ReadAsync(context))["access_token"]
            ?? context.Request.Query["access_token"].FirstOrDefault()
            ?? Credentials.AuthorizationToken(context.Request, "Bearer");
        if (tokens.FindLive(presented) is not { } token)
        {
            await Reply.ErrorAsync(context, 400, "invalid_token", "Invalid Value");
            return;
        }

        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["azp"] = token.Grant.Client.Id,
            ["aud"] = token.Grant.Client.Id,
            ["sub"] = token.Grant.User.GoogleSubject,
            ["scope"] = string.Join(' ', token.Grant.Scopes),
            ["exp"] = token.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["expires_in"] = ((long)(token.ExpiresAt - control.Clock.GetUtcNow()).TotalSeconds)
                .ToString(CultureInfo.InvariantCulture),
            ["email"] = token.Grant.User.Email,
        });
    }

    public async Task RevokeAsync(HttpContext context)
    {
        string? token = (await RequestParameters.ReadAsync(context))["token"] ?? context.Request.Query["token"].FirstOrDefault();
        if (token is null)
        {
            await Reply.ErrorAsync(context, 400, "invalid_request", "Missing required parameter: token");
            return;
        }

        if (!tokens.Revoke(token))
        {
            await Reply.ErrorAsync(context, 400, "invalid_token", "Token expired or revoked");
            return;
        }

        control.Tracker[SimulatorArea.Google].Add(Counted.Revocation);
        await Reply.JsonAsync(context, 200, new JsonObject());
    }

    private async Task<GoogleAccessToken?> AuthenticateAsync(HttpContext context)
    {
        if (tokens.FindLive(Credentials.AuthorizationToken(context.Request, "Bearer")) is { } token)
        {
            return token;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"simulator\", error=\"invalid_token\"";
        await Reply.JsonAsync(context, 401, new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = 401,
                ["message"] = "Request had invalid authentication credentials.",
                ["status"] = "UNAUTHENTICATED",
            },
        });
        return null;
    }
}
