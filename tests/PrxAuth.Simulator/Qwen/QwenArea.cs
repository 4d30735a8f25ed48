using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.Qwen;

/// <summary>Qwen: device codes alone, each with a proof key.</summary>
internal sealed class QwenArea : IAuthorizationArea
{
    private static readonly TimeSpan _tokenLifetime = TimeSpan.FromHours(6);

    private readonly SimulatorControl _control;
    private readonly RotatingTokens _tokens;

    public QwenArea(SimulatorControl control)
    {
        _control = control;
        _tokens = new RotatingTokens(control, (_, _) => RandomText.Alphanumeric(64), "", _tokenLifetime);
    }

    public SimulatorArea Area => SimulatorArea.Qwen;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        string[] getAndPost = [HttpMethods.Get, HttpMethods.Post];
        endpoints.MapPost("/qwen/api/v1/oauth2/device/code", new QwenDeviceEndpoint(_control).StartAsync);
        endpoints.MapPost("/qwen/api/v1/oauth2/token", new QwenTokenEndpoint(_control, _tokens).InvokeAsync);
        endpoints.MapMethods("/qwen/authorize", getAndPost, context => DevicePolling.VerifyAsync(context, _control, Area));
        endpoints.MapGet("/qwen/v1/models", ModelsAsync);
    }

    public void ExpireAccessTokens() => _tokens.ExpireAccessTokens();

    public Task RevokeRefreshTokensAsync(CancellationToken cancellationToken)
    {
        _tokens.RevokeRefreshTokens();
        return Task.CompletedTask;
    }

    public Task<bool> DecideDeviceAsync(
        DeviceAuthorization device, bool approve, SimulatorUser user, CancellationToken cancellationToken) =>
        Task.FromResult(_control.Devices.Decide(device, approve, user));

    private Task ModelsAsync(HttpContext context) =>
        _tokens.FindLive(Credentials.AuthorizationToken(context.Request, "Bearer")) is null
            ? Reply.ErrorAsync(context, 401, "invalid_token", "The token is not, or no longer, valid.")
            : Reply.JsonAsync(context, 200, new JsonObject { ["data"] = new JsonArray("qwen") });
}
