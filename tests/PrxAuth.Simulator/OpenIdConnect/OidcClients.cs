using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>The clients that the server knows from the start.</summary>
internal static class OidcClients
{
    public const string ApiScope = "api";

    public static async Task RegisterAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        IOpenIddictApplicationManager clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        await clients.CreateAsync(Cli(), cancellationToken);
        await clients.CreateAsync(Runbook(), cancellationToken);
    }

    private static OpenIddictApplicationDescriptor Cli() => new()
    {
        ClientId = SimulatorClients.Cli,
        ClientType = ClientTypes.Public,
        ApplicationType = ApplicationTypes.Native,
        DisplayName = "PRX command line",
        RedirectUris =
        {
            new Uri("http://127.0.0.1/callback"),
            new Uri("http://[::1]/callback"),
            new Uri("http://localhost/callback"),
        },
        Permissions =
        {
            Permissions.Endpoints.Authorization,
            Permissions.Endpoints.DeviceAuthorization,
            Permissions.Endpoints.PushedAuthorization,
            Permissions.Endpoints.Revocation,
            Permissions.Endpoints.Token,
            Permissions.GrantTypes.AuthorizationCode,
            Permissions.GrantTypes.DeviceCode,
            Permissions.GrantTypes.RefreshToken,
            Permissions.ResponseTypes.Code,
            Permissions.Scopes.Email,
            Permissions.Scopes.Profile,
            Permissions.Prefixes.Scope + ApiScope,
        },
        Requirements = { Requirements.Features.ProofKeyForCodeExchange },
    };

    private static OpenIddictApplicationDescriptor Runbook() => new()
    {
        ClientId = SimulatorClients.Runbook,
        ClientSecret = SimulatorClients.RunbookSecret,
        ClientType = ClientTypes.Confidential,
        DisplayName = "PRX runbook",
        Permissions =
        {
            Permissions.Endpoints.Revocation,
            Permissions.Endpoints.Token,
            Permissions.GrantTypes.ClientCredentials,
            Permissions.Prefixes.Scope + ApiScope,
        },
    };
}
