using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.MiniMax;

/// <summary>MiniMax's sign-in by user code. There is no device code: the user code and the code verifier stand for it.</summary>
internal sealed class MiniMaxEndpoints(SimulatorControl control, RotatingTokens tokens)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(10);

    public async Task StartAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (!context.Request.HasFormContentType || parameters["client_id"] != SimulatorClients.MiniMax || parameters["response_type"] != "code"
            || parameters["scope"] is not { } scope || parameters["state"] is not { } state
            || parameters["code_challenge"] is not { } challenge || parameters["code_challenge_method"] != "S256")
        {
            await MiniMaxReply.ErrorAsync(context, "invalid params");
            return;
        }

        string userCode = RandomText.UserCode();
        DateTimeOffset end = control.Clock.GetUtcNow() + _lifetime;
        control.Devices.Add(new DeviceAuthorization
        {
            Area = SimulatorArea.MiniMax,
            DeviceCode = userCode,
            UserCode = userCode,
            ClientId = SimulatorClients.MiniMax,
            Scope = scope,
            Challenge = challenge,
            ExpiresAt = end,
            Interval = control.DeviceInterval,
        });
        await Reply.JsonAsync(context, 200, new JsonObject
        {
            ["user_code"] = userCode,
            ["verification_uri"] = $"http://{context.Request.Host}/minimax/oauth-authorize?user_code={userCode}",
            ["expired_in"] = Time(_lifetime, end),
            ["interval"] = control.DeviceInterval * (control.MiniMax.Seconds ? 1 : 1000),
            ["state"] = control.MiniMax.WrongState ? RandomText.Alphanumeric(43) : state,
            ["base_resp"] = new JsonObject { ["status_code"] = 0, ["status_msg"] = "success" },
        });
    }

    public async Task TokenAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        await (!context.Request.HasFormContentType || parameters["client_id"] != SimulatorClients.MiniMax
            ? MiniMaxReply.ErrorAsync(context, "invalid client")
            : parameters["grant_type"] switch
            {
                GrantTypes.UserCode => PollAsync(context, parameters),
                GrantTypes.RefreshToken => RefreshAsync(context, parameters),
                _ => MiniMaxReply.ErrorAsync(context, "invalid grant type"),
            });
    }

    private async Task PollAsync(HttpContext context, RequestParameters parameters)
    {
        DeviceAuthorization? device = control.Devices.FindByDeviceCode(SimulatorArea.MiniMax, parameters["user_code"]);
        if (device is null || control.Clock.GetUtcNow() >= device.ExpiresAt
            || !Credentials.VerifierFits(parameters["code_verifier"], device.Challenge!, "S256"))
        {
            await MiniMaxReply.ErrorAsync(context, "user code is invalid or expired");
            return;
        }

        if (control.Devices.MustSlowDown(device))
        {
            await PendAsync(context);
            return;
        }

        await control.AutoApproveAsync(device, context.RequestAborted);
        await (control.Devices.Take(device) switch
        {
            DeviceDecision.Approved => SucceedAsync(context, tokens.Issue(new UserGrant(device.ClientId, device.User!, ScopeText.Split(device.Scope)))),
            DeviceDecision.Pending => PendAsync(context),
            DeviceDecision.Denied => MiniMaxReply.ErrorAsync(context, "user rejected the authorization"),
            _ => MiniMaxReply.ErrorAsync(context, "user code is invalid or expired"),
        });
    }

    private Task RefreshAsync(HttpContext context, RequestParameters parameters)
    {
        tokens.Refresh(parameters["refresh_token"], parameters["client_id"], rotate: true, out IssuedTokens? issued);
        if (issued is null)
        {
            return MiniMaxReply.ErrorAsync(context, "refresh token is invalid");
        }

        control.Tracker[SimulatorArea.MiniMax].Add(Counted.Refresh);
        return SucceedAsync(context, issued);
    }

    private Task SucceedAsync(HttpContext context, IssuedTokens issued)
    {
        JsonObject body = new()
        {
            ["status"] = "success",
            ["access_token"] = issued.AccessToken,
            ["refresh_token"] = issued.RefreshToken,
            ["expired_in"] = Time(tokens.Lifetime, issued.ExpiresAt),
            ["notification_message"] = "",
            ["base_resp"] = new JsonObject { ["status_code"] = 0, ["status_msg"] = "success" },
        };
        if (control.MiniMax.ResourceUrl is { } resource)
        {
            body["resource_url"] = resource;
        }

        return Reply.JsonAsync(context, 200, body);
    }

    private long Time(TimeSpan fromNow, DateTimeOffset at) =>
        control.MiniMax.Seconds ? (long)fromNow.TotalSeconds : at.ToUnixTimeMilliseconds();

    private static Task PendAsync(HttpContext context) =>
        MiniMaxReply.StatusAsync(context, "pending", 0, "current user code is not authorized");
}
