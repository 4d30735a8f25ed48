using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.HuggingFace;

/// <summary>Hugging Face, which keeps to the standards and has no revocation endpoint.</summary>
internal sealed class HuggingFaceArea(SimulatorControl control) : IAuthorizationArea
{
    private readonly PairBoard _tokens = new(control, "hf_oauth_");

    public SimulatorArea Area => SimulatorArea.HuggingFace;

    public static string Issuer(HttpContext context) => $"http://{context.Request.Host}/huggingface";

    /// <summary>The subject identifier.</summary>
    public static string Subject(SimulatorUser user) => $"6200000000000000000{user.Number:x5}";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        CodeBoard codes = new(control.Clock);
        HuggingFaceAuthorizationEndpoints authorization = new(control, codes);
        string[] getAndPost = [HttpMethods.Get, HttpMethods.Post];
        RouteGroupBuilder hub = endpoints.MapGroup("/huggingface");
        hub.MapGet("/.well-known/openid-configuration", MetadataAsync);
        hub.MapGet("/oauth/jwks", context => Reply.JsonAsync(context, 200, SignedJwt.KeySet()));
        hub.MapGet("/oauth/authorize", authorization.AuthorizeAsync);
        hub.MapPost("/oauth/device", authorization.StartDeviceAsync);
        hub.MapMethods("/device", getAndPost, context => DevicePolling.VerifyAsync(context, control, Area));
        hub.MapPost("/oauth/token", new HuggingFaceTokenEndpoint(control, _tokens, codes).InvokeAsync);
        hub.MapMethods("/oauth/userinfo", getAndPost, context => AccountAsync(context, UserInfo));
        hub.MapGet("/api/whoami-v2", context => AccountAsync(context, WhoAmI));
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

    private Task MetadataAsync(HttpContext context)
    {
        string hub = Issuer(context);
        return Reply.JsonAsync(context, 200, new JsonObject
        {
            ["issuer"] = control.MetadataNamesAnotherIssuer ? "http://127.0.0.1:9/huggingface" : hub,
            ["authorization_endpoint"] = $"{hub}/oauth/authorize",
            ["token_endpoint"] = $"{hub}/oauth/token",
            ["device_authorization_endpoint"] = $"{hub}/oauth/device",
            ["userinfo_endpoint"] = $"{hub}/oauth/userinfo",
            ["jwks_uri"] = $"{hub}/oauth/jwks",
            ["scopes_supported"] = new JsonArray("openid", "profile", "email", "read-repos", "inference-api"),
            ["response_types_supported"] = new JsonArray("code"),
            ["grant_types_supported"] = new JsonArray(GrantTypes.AuthorizationCode, GrantTypes.RefreshToken, GrantTypes.DeviceCode),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post", "none"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
        });
    }

    private Task AccountAsync(HttpContext context, Func<SimulatorUser, JsonObject> answer)
    {
        if (_tokens.FindLive(Credentials.AuthorizationToken(context.Request, "Bearer")) is { } pair)
        {
            return Reply.JsonAsync(context, 200, answer(pair.Grant.User));
        }

        context.Response.Headers["X-Error-Message"] = "Invalid credentials in Authorization header";
        return Reply.JsonAsync(context, 401, new JsonObject { ["error"] = "Invalid credentials in Authorization header" });
    }

    private static JsonObject UserInfo(SimulatorUser user) => new()
    {
        ["sub"] = Subject(user),
        ["name"] = user.DisplayName,
        ["preferred_username"] = user.Name,
        ["email"] = user.Email,
        ["email_verified"] = true,
        ["isPro"] = false,
        ["orgs"] = new JsonArray(),
    };

    private static JsonObject WhoAmI(SimulatorUser user) => new()
    {
        ["type"] = "user",
        ["id"] = Subject(user),
        ["name"] = user.Name,
        ["fullname"] = user.DisplayName,
        ["auth"] = new JsonObject { ["type"] = "oauth" },
    };
}
