using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>Configures the authorization server.</summary>
internal static class OidcServices
{
    private static readonly TimeSpan _deviceCodeLifetime = TimeSpan.FromMinutes(15);

    public static void Add(IServiceCollection services, SimulatorControl control)
    {
        string database = $"simulator-{Guid.NewGuid():N}";
        services.AddDbContext<SimulatorDbContext>(options =>
        {
            options.UseInMemoryDatabase(database);
            options.UseOpenIddict();
        });
        services.AddOpenIddict()
            // The in-memory provider cannot run bulk updates; with them on, revoking a chain of tokens would do nothing.
            .AddCore(options =>
            {
                options.UseEntityFrameworkCore().UseDbContext<SimulatorDbContext>().DisableBulkOperations();
                // A token is redeemed by the clock by which its leeway runs out.
                options.Configure(core => core.TimeProvider = control.Clock);
            })
            .AddServer(options => Configure(options, control))
            .AddValidation(options =>
            {
                options.UseLocalServer();
                options.EnableTokenEntryValidation();
                options.UseAspNetCore().DisableAccessTokenExtractionFromQueryString().DisableAccessTokenExtractionFromBodyForm();
                options.Configure(validation => validation.TimeProvider = control.Clock);
            });
    }

    private static void Configure(OpenIddictServerBuilder options, SimulatorControl control)
    {
        options.SetAuthorizationEndpointUris("connect/authorize")
            .SetTokenEndpointUris("connect/token")
            .SetDeviceAuthorizationEndpointUris("connect/device")
            .SetEndUserVerificationEndpointUris("connect/verify")
            .SetRevocationEndpointUris("connect/revoke")
            .SetUserInfoEndpointUris("connect/userinfo")
            .SetPushedAuthorizationEndpointUris("connect/par");

        options.AllowAuthorizationCodeFlow()
            .AllowDeviceAuthorizationFlow()
            .AllowRefreshTokenFlow()
            .AllowClientCredentialsFlow()
            .RequireProofKeyForCodeExchange();

        options.RegisterScopes(
            OpenIddictConstants.Scopes.OpenId,
            OpenIddictConstants.Scopes.Profile,
            OpenIddictConstants.Scopes.Email,
            OpenIddictConstants.Scopes.OfflineAccess,
            OidcClients.ApiScope);
        options.SetRefreshTokenReuseLeeway(control.RefreshTokenReuseLeeway);
        options.SetDeviceCodeLifetime(_deviceCodeLifetime).SetUserCodeLifetime(_deviceCodeLifetime);
        options.DisableAccessTokenEncryption();

        // An RSA key would cost every server a second at its first request.
        options.AddEphemeralSigningKey(SecurityAlgorithms.EcdsaSha256);
        options.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)));

        options.UseAspNetCore()
            .DisableTransportSecurityRequirement()
            .EnableAuthorizationEndpointPassthrough()
            .EnableTokenEndpointPassthrough()
            .EnableEndUserVerificationEndpointPassthrough()
            .EnableUserInfoEndpointPassthrough();
        options.Configure(server =>
        {
            server.TimeProvider = control.Clock;
            server.CodeChallengeMethods.Remove(OpenIddictConstants.CodeChallengeMethods.Plain);
        });
        OidcEvents.Add(options, control);
    }
}
