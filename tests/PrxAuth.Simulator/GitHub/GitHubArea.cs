using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Control;

namespace PrxAuth.Simulator.GitHub;

/// <summary>GitHub and GitHub Copilot.</summary>
internal sealed class GitHubArea : IAuthorizationArea
{
    private readonly SimulatorControl _control;
    private readonly GitHubTokenStore _tokens;
    private readonly CopilotEndpoints _copilot;

    public GitHubArea(SimulatorControl control)
    {
        _control = control;
        _tokens = new GitHubTokenStore(control);
        _copilot = new CopilotEndpoints(control, _tokens);
    }

    public SimulatorArea Area => SimulatorArea.GitHub;

    public static bool IsKnownClient(string? clientId) =>
        clientId is SimulatorClients.Copilot or SimulatorClients.GitHubCli or SimulatorClients.GitHubApp;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        GitHubAuthorizationEndpoint authorization = new(_control);
        GitHubDeviceEndpoints device = new(_control);
        GitHubApiEndpoints api = new(_control, _tokens);
        string[] getAndPost = [HttpMethods.Get, HttpMethods.Post];
        endpoints.MapGet("/github/login/oauth/authorize", authorization.InvokeAsync);
        endpoints.MapPost("/github/login/oauth/access_token", new GitHubTokenEndpoint(_control, _tokens, authorization).InvokeAsync);
        endpoints.MapPost("/github/login/device/code", device.StartAsync);
        endpoints.MapMethods("/github/login/device", getAndPost, device.VerifyAsync);
        endpoints.MapGet("/github/user", api.UserAsync);
        endpoints.MapPost("/github/credentials/revoke", api.RevokeAsync);
        endpoints.MapGet("/github/copilot_internal/user", _copilot.AccountAsync);
        endpoints.MapGet("/github/copilot_internal/v2/token", _copilot.ExchangeAsync);
        endpoints.MapGet("/github/copilot-api/models", _copilot.ModelsAsync);
    }

    public void ExpireAccessTokens()
    {
        _tokens.ExpireAll();
        _copilot.ExpireAll();
    }

    public Task RevokeRefreshTokensAsync(CancellationToken cancellationToken)
    {
        _tokens.RevokeAll();
        return Task.CompletedTask;
    }

    public Task<bool> DecideDeviceAsync(
        DeviceAuthorization device, bool approve, SimulatorUser user, CancellationToken cancellationToken) =>
        Task.FromResult(_control.Devices.Decide(device, approve, user));
}
