using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Google;

/// <summary>Google.</summary>
internal sealed class GoogleArea(SimulatorControl control) : IAuthorizationArea
{
    private readonly GoogleTokenStore _tokens = new(control);

    public SimulatorArea Area => SimulatorArea.Google;

    public static string Issuer(HttpContext context) => $"http://{context.Request.Host}/google";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        GoogleAuthorizationEndpoint authorization = new(control);
        GoogleDeviceEndpoints device = new(control);
        GoogleAccountEndpoints account = new(control, _tokens);
        string[] getAndPost = [HttpMethods.Get, HttpMethods.Post];
        endpoints.MapGet("/google/.well-known/openid-configuration", MetadataAsync);
        endpoints.MapGet("/google/oauth2/v3/certs", context => Reply.JsonAsync(context, 200, IdTokenIssuer.KeySet()));
        endpoints.MapGet("/google/o/oauth2/v2/auth", authorization.InvokeAsync);
        endpoints.MapPost("/google/token", new GoogleTokenEndpoint(control, _tokens, authorization).InvokeAsync);
        endpoints.MapPost("/google/device/code", device.StartAsync);
        endpoints.MapMethods("/google/device", getAndPost, device.VerifyAsync);
        endpoints.MapPost("/google/revoke", account.RevokeAsync);
        endpoints.MapGet("/google/v1/userinfo", context => account.UserInfoAsync(context, oidc: true));
        endpoints.MapGet("/google/oauth2/v2/userinfo", context => account.UserInfoAsync(context, oidc: false));
        endpoints.MapMethods("/google/tokeninfo", getAndPost, account.TokenInfoAsync);
        endpoints.MapGet("/google/api/me", account.MeAsync);
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
        string google = Issuer(context);
        JsonObject metadata = new()
        {
            ["issuer"] = control.MetadataNamesAnotherIssuer ? "http://127.0.0.1:9/google" : google,
            ["authorization_endpoint"] = $"{google}/o/oauth2/v2/auth",
            ["device_authorization_endpoint"] = $"{google}/device/code",
            ["token_endpoint"] = $"{google}/token",
            ["userinfo_endpoint"] = $"{google}/v1/userinfo",
            ["revocation_endpoint"] = $"{google}/revoke",
            ["jwks_uri"] = $"{google}/oauth2/v3/certs",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["scopes_supported"] = new JsonArray("openid", "email", "profile"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
            ["code_challenge_methods_supported"] = new JsonArray("plain", "S256"),
            ["grant_types_supported"] = new JsonArray(GrantTypes.AuthorizationCode, GrantTypes.RefreshToken, GrantTypes.DeviceCode),
        };
        if (control.Google.AdvertisesIssuer)
        {
            metadata["authorization_response_iss_parameter_supported"] = true;
        }

        return Reply.JsonAsync(context, 200, metadata);
    }
}
