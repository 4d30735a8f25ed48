using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.Qwen;

/// <summary>Qwen's token endpoint.</summary>
internal sealed class QwenTokenEndpoint(SimulatorControl control, RotatingTokens tokens)
{
    public async Task InvokeAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        await (!context.Request.HasFormContentType ? Reply.ErrorAsync(context, 400, "invalid_request", "The body must be form-encoded.")
            : parameters["client_id"] != SimulatorClients.Qwen ? Reply.ErrorAsync(context, 401, "invalid_client", "The client is not known.")
            : parameters["grant_type"] switch
            {
                GrantTypes.DeviceCode => PollAsync(context, parameters),
                GrantTypes.RefreshToken => RefreshAsync(context, parameters),
                _ => Reply.ErrorAsync(context, 400, "unsupported_grant_type", "The grant type is not supported."),
            });
    }

    private async Task PollAsync(HttpContext context, RequestParameters parameters)
    {
        DeviceAuthorization? device = control.Devices.FindByDeviceCode(SimulatorArea.Qwen, parameters["device_code"]);
        if (device is null || control.Clock.GetUtcNow() >= device.ExpiresAt)
        {
            await DieAsync(context, 401, "expired_token", "The device code is invalid or expired.");
            return;
        }

        if (!Credentials.VerifierFits(parameters["code_verifier"], device.Challenge!, "S256"))
        {
            await Reply.ErrorAsync(context, 400, "invalid_grant", "The code verifier does not fit.");
            return;
        }

        if (control.Devices.MustSlowDown(device))
        {
            await Reply.ErrorAsync(context, 429, "slow_down", "Polling too frequently.");
            return;
        }

        await control.AutoApproveAsync(device, context.RequestAborted);
        await (control.Devices.Take(device) switch
        {
            DeviceDecision.Approved => SucceedAsync(context, tokens.Issue(new UserGrant(device.ClientId, device.User!, ScopeText.Split(device.Scope)))),
            DeviceDecision.Denied => Reply.ErrorAsync(context, 400, "access_denied", "The user refused."),
            DeviceDecision.Pending => Reply.ErrorAsync(context, 400, "authorization_pending", "The user has not decided yet."),
            _ => DieAsync(context, 401, "expired_token", "The device code is invalid or expired."),
        });
    }

    private Task RefreshAsync(HttpContext context, RequestParameters parameters)
    {
        tokens.Refresh(parameters["refresh_token"], parameters["client_id"], control.Qwen.Rotates, out IssuedTokens? issued);
        if (issued is null)
        {
            return DieAsync(
                context, control.Qwen.DeadRefreshIsUnauthorized ? 401 : 400, "invalid_request", "Invalid refresh token or client_id");
        }

        control.Tracker[SimulatorArea.Qwen].Add(Counted.Refresh);
        return SucceedAsync(context, issued);
    }

    private Task SucceedAsync(HttpContext context, IssuedTokens issued)
    {
        JsonObject body = new()
        {
            ["access_token"] = issued.AccessToken,
            ["refresh_token"] = issued.RefreshToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)tokens.Lifetime.TotalSeconds,
        };
        if (control.Qwen.ResourceUrl is { } resource)
        {
            body["resource_url"] = resource;
        }

        return Reply.JsonAsync(context, 200, body);
    }

    private Task DieAsync(HttpContext context, int status, string error, string description) => control.Qwen.TextErrors
        ? Reply.TextAsync(context, status, description)
        : Reply.ErrorAsync(context, status, error, description);
}
