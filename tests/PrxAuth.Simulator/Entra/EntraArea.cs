using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.Entra;

/// <summary>Microsoft Entra ID, one authority a tenant.</summary>
internal sealed class EntraArea(SimulatorControl control) : IAuthorizationArea
{
    private readonly PairBoard _tokens = new(control, "eyJ0eXAi.");
    private readonly EntraReply _reply = new(control.Clock);

    public SimulatorArea Area => SimulatorArea.Entra;

    /// <summary>The issuer of a tenant; the template that shared tenants publish where the id is null.</summary>
    public static string Issuer(HttpContext context, string? tenantId) => $"http://{context.Request.Host}/entra/{tenantId ?? "{tenantid}"}/v2.0";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        CodeBoard codes = new(control.Clock);
        EntraTokenEndpoint token = new(control, _tokens, codes, _reply);
        string[] getAndPost = [HttpMethods.Get, HttpMethods.Post];
        RouteGroupBuilder tenant = endpoints.MapGroup("/entra/{tenant}");
        tenant.MapGet("/v2.0/.well-known/openid-configuration", InTenant(MetadataAsync));
        tenant.MapGet("/discovery/v2.0/keys", InTenant((context, _) => Reply.JsonAsync(context, 200, SignedJwt.KeySet())));
        tenant.MapGet("/oauth2/v2.0/authorize", InTenant((context, _) => new EntraAuthorizationEndpoint(control, codes).InvokeAsync(context)));
        tenant.MapPost("/oauth2/v2.0/token", InTenant(token.InvokeAsync));
        tenant.MapPost("/oauth2/v2.0/devicecode", InTenant((context, _) => new EntraDeviceEndpoint(control, _reply).StartAsync(context)));
        endpoints.MapMethods("/entra/devicelogin", getAndPost, context => DevicePolling.VerifyAsync(context, control, Area));
        endpoints.MapGet("/entra/graph/me", MeAsync);
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

    private RequestDelegate InTenant(Func<HttpContext, string, Task> next) => context =>
    {
        string name = (string)context.Request.RouteValues["tenant"]!;
        return EntraTenants.TryResolve(name, out _)
            ? next(context, name)
            : _reply.ErrorAsync(context, 400, "invalid_tenant", 90002, "The tenant was not found. Check that the tenant id is right.");
    };

    // No grant_types_supported and no code_challenge_methods_supported, though refresh tokens, device codes and PKCE all work.
    private Task MetadataAsync(HttpContext context, string tenant)
    {
        EntraTenants.TryResolve(tenant, out string? id);
        string authority = $"http://{context.Request.Host}/entra/{tenant}";
        return Reply.JsonAsync(context, 200, new JsonObject
        {
            ["issuer"] = control.MetadataNamesAnotherIssuer ? "http://127.0.0.1:9/entra/v2.0" : Issuer(context, id),
            ["authorization_endpoint"] = $"{authority}/oauth2/v2.0/authorize",
            ["token_endpoint"] = $"{authority}/oauth2/v2.0/token",
            ["device_authorization_endpoint"] = $"{authority}/oauth2/v2.0/devicecode",
            ["end_session_endpoint"] = $"{authority}/oauth2/v2.0/logout",
            ["jwks_uri"] = $"{authority}/discovery/v2.0/keys",
            ["userinfo_endpoint"] = $"http://{context.Request.Host}/entra/graph/me",
            ["response_types_supported"] = new JsonArray("code", "id_token", "code id_token", "id_token token"),
            ["response_modes_supported"] = new JsonArray("query", "fragment", "form_post"),
            ["subject_types_supported"] = new JsonArray("pairwise"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "private_key_jwt", "client_secret_basic"),
        });
    }

    private async Task MeAsync(HttpContext context)
    {
        if (_tokens.FindLive(Credentials.AuthorizationToken(context.Request, "Bearer")) is { } token)
        {
            await Reply.JsonAsync(context, 200, new JsonObject
            {
                ["sub"] = EntraTenants.Subject(token.Grant.User, token.Grant.ClientId),
                ["name"] = token.Grant.User.DisplayName,
                ["email"] = token.Grant.User.Email,
            });
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        await Reply.JsonAsync(context, 401, new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = "InvalidAuthenticationToken", ["message"] = "Lifetime validation failed, the token is expired." },
        });
    }
}
