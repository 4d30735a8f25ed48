using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.OpenAI;

/// <summary>OpenAI's sign-in for Codex.</summary>
internal sealed class OpenAiArea : IAuthorizationArea
{
    private const string RedirectPath = "/auth/callback";
    private static readonly TimeSpan _tokenLifetime = TimeSpan.FromDays(10);

    private readonly SimulatorControl _control;
    private readonly CodeStore _codes;
    private readonly RotatingTokens _tokens;
    private readonly OpenAiAccountEndpoints _account;

    public OpenAiArea(SimulatorControl control)
    {
        _control = control;
        _codes = new CodeStore(control);
        _tokens = new RotatingTokens(control, (grant, end) => SignedJwt.Create(OpenAiClaims.AccessToken(grant, end)), "rt_", _tokenLifetime);
        _account = new OpenAiAccountEndpoints(control, _tokens);
    }

    public SimulatorArea Area => SimulatorArea.OpenAI;

    public static string Issuer(HttpContext context) => $"http://{context.Request.Host}/openai";

    public string CreatePersonalToken(SimulatorUser user) => _account.CreatePersonalToken(user);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        AuthorizationPage authorization = new(_control, _codes, ProblemOf);
        OpenAiDeviceEndpoints device = new(_control, _codes);
        string[] getAndPost = [HttpMethods.Get, HttpMethods.Post];
        endpoints.MapGet("/openai/.well-known/openid-configuration", MetadataAsync);
        endpoints.MapGet("/openai/.well-known/jwks.json", context => Reply.JsonAsync(context, 200, SignedJwt.KeySet()));
        endpoints.MapGet(
            "/openai/oauth/authorize",
            context => _control.OpenAI.MissingEntitlement ? RefuseAsync(context) : authorization.InvokeAsync(context));
        endpoints.MapPost("/openai/oauth/token", new OpenAiTokenEndpoint(_control, _codes, _tokens).InvokeAsync);
        endpoints.MapPost("/openai/oauth/revoke", _account.RevokeAsync);
        endpoints.MapPost("/openai/api/accounts/deviceauth/usercode", device.StartAsync);
        endpoints.MapPost("/openai/api/accounts/deviceauth/token", device.PollAsync);
        endpoints.MapMethods("/openai/codex/device", getAndPost, context => DevicePolling.VerifyAsync(context, _control, Area));
        endpoints.MapGet("/openai/api/accounts/v1/user-auth-credential/whoami", _account.WhoAmIAsync);
        endpoints.MapGet("/openai/backend-api/codex/models", _account.ModelsAsync);
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

    // The host is "localhost" and nothing else, whatever address it stands for.
    private string? ProblemOf(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        IReadOnlyList<int> ports = _control.OpenAI.RedirectPorts;
        return query["client_id"] != SimulatorClients.OpenAi ? "The client is not known."
            : !Credentials.IsLoopbackRedirect(query["redirect_uri"], out Uri? redirect) || redirect!.Host != "localhost"
                || redirect.PathAndQuery != RedirectPath || (ports.Count > 0 && !ports.Contains(redirect.Port))
                ? "The redirect URI is not registered."
            : null;
    }

    private static Task RefuseAsync(HttpContext context)
    {
        Reply.Redirect(context, context.Request.Query["redirect_uri"]!,
        [
            new("error", "access_denied"),
            new("error_description", "missing_codex_entitlement"),
            new("state", context.Request.Query["state"]),
        ]);
        return Task.CompletedTask;
    }

    private Task MetadataAsync(HttpContext context)
    {
        string issuer = Issuer(context);
        return Reply.JsonAsync(context, 200, new JsonObject
        {
            ["issuer"] = _control.MetadataNamesAnotherIssuer ? "http://127.0.0.1:9/openai" : issuer,
            ["authorization_endpoint"] = $"{issuer}/oauth/authorize",
            ["token_endpoint"] = $"{issuer}/oauth/token",
            ["jwks_uri"] = $"{issuer}/.well-known/jwks.json",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
        });
    }
}
