using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.GitHub;

/// <summary>GitHub's token endpoint: failures come with status 200.</summary>
internal sealed class GitHubTokenEndpoint(SimulatorControl control, GitHubTokenStore tokens, GitHubAuthorizationEndpoint authorization)
{
    private const int RefreshTokenLifetimeSeconds = 15_811_200;
    private static readonly char[] _scopeSeparators = [' ', ','];

    public async Task InvokeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        await GitHubReply.NegotiateAsync(context, 200, await AnswerAsync(context, parameters));
    }

    private async Task<JsonObject> AnswerAsync(HttpContext context, RequestParameters parameters)
    {
        string? grantType = parameters["grant_type"];
        if (grantType is not (null or GrantTypes.AuthorizationCode or GrantTypes.RefreshToken or GrantTypes.DeviceCode))
        {
            return GitHubReply.Error("unsupported_grant_type", "The grant type is not supported.");
        }

        string? clientId = parameters["client_id"];
        if (!GitHubArea.IsKnownClient(clientId))
        {
            return WrongClient();
        }

        return grantType switch
        {
            GrantTypes.DeviceCode => await PollAsync(parameters, clientId!, context.RequestAborted),
            GrantTypes.RefreshToken => Refresh(parameters, clientId!),
            _ => Redeem(parameters, clientId!),
        };
    }

    private async Task<JsonObject> PollAsync(RequestParameters parameters, string clientId, CancellationToken cancellationToken)
    {
        DeviceAuthorization? device = control.Devices.FindByDeviceCode(SimulatorArea.GitHub, parameters["device_code"]);
        if (device is null || device.ClientId != clientId || device.Decision == DeviceDecision.Consumed)
        {
            return GitHubReply.Error("incorrect_device_code", "The device_code provided is not valid.");
        }

        if (control.Clock.GetUtcNow() >= device.ExpiresAt)
        {
            return GitHubReply.Error("expired_token", "This device code has expired.");
        }

        if (control.Devices.MustSlowDown(device))
        {
            JsonObject slowDown = GitHubReply.Error("slow_down", "Too many requests have been made in the same timeframe.");
            if (control.GitHub.SlowDownNamesInterval)
            {
                slowDown["interval"] = device.Interval;
            }

            return slowDown;
        }

        await control.AutoApproveAsync(device, cancellationToken);
        return control.Devices.Take(device) switch
        {
            DeviceDecision.Approved => Success(tokens.Issue(clientId, device.User!, SplitScopes(device.Scope))),
            DeviceDecision.Denied => GitHubReply.Error("access_denied", "The authorization request was denied."),
            DeviceDecision.Pending => GitHubReply.Error("authorization_pending", "The authorization request is still pending."),
            _ => GitHubReply.Error("incorrect_device_code", "The device_code provided is not valid."),
        };
    }

    private JsonObject Refresh(RequestParameters parameters, string clientId)
    {
        if (tokens.Refresh(parameters["refresh_token"], clientId) is not { } token)
        {
            return GitHubReply.Error("bad_refresh_token", "The refresh token passed is incorrect or expired.");
        }

        control.Tracker[SimulatorArea.GitHub].Add(Counted.Refresh);
        return Success(token);
    }

    private JsonObject Redeem(RequestParameters parameters, string clientId)
    {
        if (parameters["client_secret"] != SimulatorClients.GitHubSecret)
        {
            return WrongClient();
        }

        GitHubCode? code = authorization.Take(parameters["code"]);
        if (code is null
            || code.ClientId != clientId
            || (code.Challenge is { } challenge && !Credentials.VerifierFits(parameters["code_verifier"], challenge, "S256")))
        {
            return GitHubReply.Error("bad_verification_code", "The code passed is incorrect or expired.");
        }

        return parameters["redirect_uri"] is { } redirectUri && redirectUri != code.RedirectUri
            ? GitHubReply.Error("redirect_uri_mismatch", "The redirect_uri does not match the one of the authorization request.")
            : Success(tokens.Issue(clientId, code.User, SplitScopes(code.Scope)));
    }

    private JsonObject Success(GitHubToken token)
    {
        JsonObject body = new()
        {
            ["access_token"] = token.Value,
            ["token_type"] = "bearer",
            ["scope"] = string.Join(',', token.Scopes),
        };
        if (token.ExpiresAt is { } expiresAt)
        {
            body["expires_in"] = (long)Math.Round((expiresAt - control.Clock.GetUtcNow()).TotalSeconds);
            body["refresh_token"] = token.RefreshToken;
            body["refresh_token_expires_in"] = RefreshTokenLifetimeSeconds;
        }

        return body;
    }

    private static JsonObject WrongClient() =>
        GitHubReply.Error("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");

    private static string[] SplitScopes(string scope) => scope.Split(_scopeSeparators, StringSplitOptions.RemoveEmptyEntries);
}
