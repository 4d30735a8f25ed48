using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.GitLab;

/// <summary>A GitLab instance.</summary>
internal sealed class GitLabArea(SimulatorControl control) : IAuthorizationArea
{
    private readonly PairBoard _tokens = new(control, "glat-");

    public SimulatorArea Area => SimulatorArea.GitLab;

    public static string Issuer(HttpContext context) => $"http://{context.Request.Host}/gitlab";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        CodeBoard codes = new(control.Clock);
        GitLabAuthorizationEndpoints authorization = new(control, codes);
        GitLabTokenEndpoints token = new(control, _tokens, codes);
        GitLabAccountEndpoints account = new(_tokens, control.Clock);
        string[] getAndPost = [HttpMethods.Get, HttpMethods.Post];
        RouteGroupBuilder gitlab = endpoints.MapGroup("/gitlab");
        gitlab.MapGet("/.well-known/openid-configuration", Unthrottled(MetadataAsync));
        gitlab.MapGet("/oauth/discovery/keys", Unthrottled(context => Reply.JsonAsync(context, 200, SignedJwt.KeySet())));
        gitlab.MapGet("/oauth/authorize", Unthrottled(authorization.AuthorizeAsync));
        gitlab.MapPost("/oauth/authorize_device", Unthrottled(authorization.StartDeviceAsync));
        gitlab.MapMethods("/oauth/device", getAndPost, context => DevicePolling.VerifyAsync(context, control, Area));
        gitlab.MapPost("/oauth/token", Unthrottled(token.InvokeAsync));
        gitlab.MapPost("/oauth/revoke", Unthrottled(token.RevokeAsync));
        gitlab.MapGet("/oauth/token/info", Unthrottled(account.TokenInfoAsync));
        gitlab.MapMethods("/oauth/userinfo", getAndPost, Unthrottled(account.UserInfoAsync));
        gitlab.MapGet("/api/v4/user", Unthrottled(account.UserAsync));
    }

    public void ExpireAccessTokens() => _tokens.ExpireAccessTokens();

    public Task RevokeRefreshTokensAsync(CancellationToken cancellationToken)
    {
        _tokens.RevokeRefreshTokens();
        return Task.CompletedTask;
    }

    public Task<bool> DecideDeviceAsync(
        DeviceAuthorization device, bool approve, SimulatorUser user, CancellationToken cancellationToken) =>
        Task.FromResult(control.Devices.Decide(device, approve, user));

    // The throttle stands in front of the whole instance and answers in plain text.
    private RequestDelegate Unthrottled(RequestDelegate next) => context =>
    {
        if (control.GitLab.Throttle is not { } wait)
        {
            return next(context);
        }

        context.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Reply.TextAsync(context, 429, "Retry later\n");
    };

    private Task MetadataAsync(HttpContext context)
    {
        string gitlab = Issuer(context);
        return Reply.JsonAsync(context, 200, new JsonObject
        {
            ["issuer"] = control.MetadataNamesAnotherIssuer ? "http://127.0.0.1:9/gitlab" : gitlab,
            ["authorization_endpoint"] = $"{gitlab}/oauth/authorize",
            ["token_endpoint"] = $"{gitlab}/oauth/token",
            ["device_authorization_endpoint"] = $"{gitlab}/oauth/authorize_device",
            ["revocation_endpoint"] = $"{gitlab}/oauth/revoke",
            ["introspection_endpoint"] = $"{gitlab}/oauth/introspect",
            ["userinfo_endpoint"] = $"{gitlab}/oauth/userinfo",
            ["jwks_uri"] = $"{gitlab}/oauth/discovery/keys",
            ["scopes_supported"] = new JsonArray("api", "read_user", "openid", "profile", "email"),
            ["response_types_supported"] = new JsonArray("code"),
            ["response_modes_supported"] = new JsonArray("query", "fragment", "form_post"),
            ["grant_types_supported"] = new JsonArray(GrantTypes.AuthorizationCode, GrantTypes.RefreshToken, GrantTypes.DeviceCode),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["code_challenge_methods_supported"] = new JsonArray("plain", "S256"),
        });
    }
}
