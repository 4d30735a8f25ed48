using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
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
        await clients.CreateAsync(Cli(SimulatorClients.Bound), cancellationToken);
        await clients.CreateAsync(Keyed(), cancellationToken);
    }

    private static OpenIddictApplicationDescriptor Cli(string id = SimulatorClients.Cli) => new()
    {
        ClientId = id,
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

    private static OpenIddictApplicationDescriptor Keyed()
    {
        OpenIddictApplicationDescriptor client = Cli(SimulatorClients.Keyed);
        client.ClientType = ClientTypes.Confidential;
        client.DisplayName = "PRX with a key";
        client.Permissions.Add(Permissions.GrantTypes.ClientCredentials);
        ECPoint point = SimulatorClients.KeyedPublicKey.Q;
        client.JsonWebKeySet = new JsonWebKeySet
        {
            Keys =
            {
                new JsonWebKey
                {
                    Kty = "EC",
                    Crv = "P-256",
                    X = Base64Url.EncodeToString(point.X),
                    Y = Base64Url.EncodeToString(point.Y),
                    Kid = SimulatorClients.KeyedKeyId,
                    Use = "sig",
                    Alg = "ES256",
                },
            },
        };
        return client;
    }

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
