using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.MiniMax;

/// <summary>MiniMax.</summary>
internal sealed class MiniMaxArea : IAuthorizationArea
{
    private static readonly TimeSpan _tokenLifetime = TimeSpan.FromHours(2);

    private readonly SimulatorControl _control;
    private readonly RotatingTokens _tokens;

    public MiniMaxArea(SimulatorControl control)
    {
        _control = control;
        _tokens = new RotatingTokens(control, (_, _) => $"eyJ{RandomText.Alphanumeric(90)}", "mm_rt_", _tokenLifetime);
    }

    public SimulatorArea Area => SimulatorArea.MiniMax;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        MiniMaxEndpoints oauth = new(_control, _tokens);
        string[] getAndPost = [HttpMethods.Get, HttpMethods.Post];
        endpoints.MapPost("/minimax/oauth/code", oauth.StartAsync);
        endpoints.MapPost("/minimax/oauth/token", oauth.TokenAsync);
        endpoints.MapMethods("/minimax/oauth-authorize", getAndPost, context => DevicePolling.VerifyAsync(context, _control, Area));
        endpoints.MapGet("/minimax/v1/models", ModelsAsync);
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
            ? MiniMaxReply.ErrorAsync(context, "login fail: please carry the API secret key")
            : Reply.JsonAsync(context, 200, new JsonObject { ["data"] = new JsonArray("minimax") });
}
