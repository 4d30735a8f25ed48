using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.Anthropic;

/// <summary>Anthropic's subscription sign-in: a browser with a loopback redirect, or a page that shows the code to paste.</summary>
internal sealed class AnthropicArea : IAuthorizationArea
{
    private const string CodePage = "/anthropic/oauth/code/callback";
    private static readonly TimeSpan _tokenLifetime = TimeSpan.FromHours(8);

    private readonly SimulatorControl _control;
    private readonly CodeStore _codes;
    private readonly RotatingTokens _tokens;

    public AnthropicArea(SimulatorControl control)
    {
        _control = control;
        _codes = new CodeStore(control);
        _tokens = new RotatingTokens(control, (_, _) => $"sk-ant-oat01-{RandomText.Alphanumeric(86)}", "sk-ant-ort01-", _tokenLifetime);
    }

    public SimulatorArea Area => SimulatorArea.Anthropic;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        AnthropicAccountEndpoints account = new(_control, _tokens);
        endpoints.MapGet("/anthropic/oauth/authorize", new AuthorizationPage(_control, _codes, ProblemOf).InvokeAsync);
        endpoints.MapGet(CodePage, ShowCodeAsync);
        endpoints.MapPost("/anthropic/v1/oauth/token", new AnthropicTokenEndpoint(_control, _codes, _tokens).InvokeAsync);
        endpoints.MapPost("/anthropic/v1/oauth/revoke", account.RevokeAsync);
        endpoints.MapGet("/anthropic/api/oauth/profile", account.ProfileAsync);
        endpoints.MapGet("/anthropic/v1/models", account.ModelsAsync);
    }

    public void ExpireAccessTokens() => _tokens.ExpireAccessTokens();

    public Task RevokeRefreshTokensAsync(CancellationToken cancellationToken)
    {
        _tokens.RevokeRefreshTokens();
        return Task.CompletedTask;
    }

    // There is no device flow to decide about.
    public Task<bool> DecideDeviceAsync(
        DeviceAuthorization device, bool approve, SimulatorUser user, CancellationToken cancellationToken) => Task.FromResult(false);

    private static string? ProblemOf(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        bool isLoopback = Credentials.IsLoopbackRedirect(query["redirect_uri"], out Uri? redirect)
            && redirect!.Host == "localhost" && redirect.PathAndQuery == "/callback";
        return query["client_id"] != SimulatorClients.Anthropic ? "The client is not known."
            : query["code"] != "true" ? "The parameter code must be true."
            : !isLoopback && query["redirect_uri"] != $"http://{context.Request.Host}{CodePage}" ? "The redirect URI is not registered."
            : null;
    }

    private static Task ShowCodeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        return Reply.PageAsync(
            context, 200, "Authentication code",
            query["error"].Count > 0
                ? $"<p>{Reply.Encode(query["error"])}</p>"
                : $"<p>Paste this into the program:</p><pre>{Reply.Encode($"{query["code"]}#{query["state"]}")}</pre>");
    }
}
