using PrxAuth.Core.Configuration;
using PrxAuth.Core.Flows;

namespace PrxAuth.Core.Providers;

/// <summary>Makes a definition out of the tables that speak of one provider.</summary>
internal static class ProviderBuilder
{
    private static readonly ProviderDefinition Defaults = new() { Name = "", DisplayName = "" };

    /// <summary>Builds a provider.</summary>
    /// <param name="name">The canonical name.</param>
    /// <param name="builtIn">The built-in table.</param>
    /// <param name="user">The user's tables, the weakest first.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationValue"/>: an address is not allowed.</exception>
    public static ProviderDefinition Build(string name, ProviderTable? builtIn, IReadOnlyList<ProviderTable> user)
    {
        ProviderOverlay overlay = new(builtIn, user);
        ProviderAddresses addresses = new(overlay);
        (Secret? secret, string? secretVariable) = ClientSecret(overlay);
        ProviderDefinition definition = new()
        {
            Name = name,
            DisplayName = overlay.Text(ConfigurationKeys.DisplayName) ?? name,
            Aliases = ProviderOverlay.Aliases(builtIn, user),
            Origin = builtIn is null ? ProviderOrigin.Config
                : user.Any(table => table.Entries.Count > 0) ? ProviderOrigin.Overlaid : ProviderOrigin.BuiltIn,
            Issuer = addresses.Issuer(),
            IdTokenIssuer = addresses.IdTokenIssuer(),
            OpenIdConnect = overlay.Flag(ConfigurationKeys.OpenIdConnect) ?? (builtIn is null && overlay.Has(ConfigurationKeys.Issuer)),
            AuthorizationEndpoint = addresses.Endpoint(ConfigurationKeys.AuthorizationEndpoint),
            TokenEndpoint = addresses.Endpoint(ConfigurationKeys.TokenEndpoint),
            DeviceAuthorizationEndpoint = addresses.Endpoint(ConfigurationKeys.DeviceAuthorizationEndpoint),
            DeviceProtocol = Protocol(overlay.Text(ConfigurationKeys.DeviceProtocol)),
            DeviceProofKey = overlay.Flag(ConfigurationKeys.DeviceProofKey) ?? false,
            RevocationEndpoint = addresses.Endpoint(ConfigurationKeys.RevocationEndpoint),
            PushedAuthorizationRequestEndpoint = addresses.Endpoint(ConfigurationKeys.PushedAuthorizationRequestEndpoint),
            PushesAuthorizationRequests = overlay.Flag(ConfigurationKeys.PushedAuthorizationRequests) ?? true,
            AccountEndpoint = addresses.Endpoint(ConfigurationKeys.AccountEndpoint),
            AccountHeaders = ProviderOverlay.Parameters(ConfigurationKeys.AccountHeaders, builtIn, user),
            JwksUri = addresses.Endpoint(ConfigurationKeys.JwksUri),
            ExchangeEndpoint = addresses.Endpoint(ConfigurationKeys.ExchangeEndpoint),
            ApiEndpoint = addresses.Endpoint(ConfigurationKeys.ApiEndpoint),
            ApiEndpointMember = overlay.Text(ConfigurationKeys.ApiEndpointMember),
            PasteRedirectUri = addresses.Endpoint(ConfigurationKeys.PasteRedirectUri),
            ClientId = overlay.Text(ConfigurationKeys.ClientId),
            ClientSecret = secret,
            ClientSecretEnvironment = secretVariable,
            ClientSecretRequired = overlay.Flag(ConfigurationKeys.ClientSecretRequired) ?? false,
            ClientAuthentication = overlay.Text(ConfigurationKeys.ClientAuthentication) switch
            {
                "basic" => ClientAuthentication.Basic,
                "private_key_jwt" => ClientAuthentication.PrivateKeyJwt,
                _ => ClientAuthentication.Post,
            },
            ClientKeyFile = overlay.FilePath(ConfigurationKeys.ClientKeyFile),
            ClientKeyEnvironment = overlay.Text(ConfigurationKeys.ClientKeyEnvironment),
            ClientKeyId = overlay.Text(ConfigurationKeys.ClientKeyId),
            Assertion = Assertion(overlay),
            Dpop = overlay.Flag(ConfigurationKeys.Dpop) ?? false,
            ResourceIndicators = overlay.Texts(ConfigurationKeys.ResourceIndicators) ?? [],
            Audience = overlay.Text(ConfigurationKeys.Audience),
            Scopes = overlay.Texts(ConfigurationKeys.Scopes) ?? [],
            RedirectHost = overlay.Text(ConfigurationKeys.RedirectHost) ?? Defaults.RedirectHost,
            RedirectPath = overlay.Text(ConfigurationKeys.RedirectPath) ?? Defaults.RedirectPath,
            RedirectPorts = overlay.Integers(ConfigurationKeys.RedirectPorts) ?? [],
            AuthorizationParameters = ProviderOverlay.Parameters(ConfigurationKeys.AuthorizationParameters, builtIn, user),
            TokenRequestFormat = overlay.Text(ConfigurationKeys.TokenRequestFormat) == "json" ? TokenRequestFormat.Json : TokenRequestFormat.Form,
            StateInTokenRequest = overlay.Flag(ConfigurationKeys.StateInTokenRequest) ?? false,
            RedirectUriInRefresh = overlay.Flag(ConfigurationKeys.RedirectUriInRefresh) ?? false,
            ScopeInRefreshRequest = overlay.Flag(ConfigurationKeys.ScopeInRefreshRequest) ?? false,
            LoginRequiredStatuses = overlay.Integers(ConfigurationKeys.LoginRequiredStatus) ?? [],
            Exchange = overlay.Text(ConfigurationKeys.Exchange) == "copilot" ? ServiceExchange.Copilot : ServiceExchange.None,
            Revocation = Revocation(overlay.Text(ConfigurationKeys.Revocation)),
            AccountMembers = overlay.Texts(ConfigurationKeys.AccountMembers) ?? Defaults.AccountMembers,
            SubjectMembers = overlay.Texts(ConfigurationKeys.SubjectMembers) ?? Defaults.SubjectMembers,
            Notice = overlay.Text(ConfigurationKeys.Notice),
            ClientHelp = overlay.Text(ConfigurationKeys.ClientHelp),
            AuthProfile = overlay.Text(ConfigurationKeys.AuthProfile),
            HelperHosts = overlay.Texts(ConfigurationKeys.HelperHosts) ?? [],
        };
        return definition with
        {
            Flows = overlay.Texts(ConfigurationKeys.Flows) is { } flows
                ? [.. flows.Distinct(StringComparer.Ordinal).Select(flow => FlowNames.All[flow])]
                : DerivedFlows(definition),
        };
    }

    /// <summary>What a definition lacks to sign in at all; null where it is complete.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="namesItsFlows">Whether the flows are the user's choice: then a given token alone may be what is wanted.</param>
    public static string? Missing(ProviderDefinition definition, bool namesItsFlows)
    {
        if (definition.Issuer is not null || (namesItsFlows && definition.Flows is [SignInFlow.GivenToken]))
        {
            return null;
        }

        if (definition.TokenEndpoint is null)
        {
            return $"It needs {ConfigurationKeys.Issuer}, or {ConfigurationKeys.TokenEndpoint} with "
                + $"{ConfigurationKeys.AuthorizationEndpoint} or {ConfigurationKeys.DeviceAuthorizationEndpoint}.";
        }

        return definition.AuthorizationEndpoint is not null || definition.DeviceAuthorizationEndpoint is not null
            || definition.Flows.Contains(SignInFlow.ClientCredentials) || definition.Flows.Contains(SignInFlow.Federated)
                ? null
                : $"Beside {ConfigurationKeys.TokenEndpoint} it needs {ConfigurationKeys.AuthorizationEndpoint} or "
                    + $"{ConfigurationKeys.DeviceAuthorizationEndpoint}, or {ConfigurationKeys.Flows} = [\"client-credentials\"].";
    }

    private static List<SignInFlow> DerivedFlows(ProviderDefinition definition)
    {
        bool hasMetadata = definition.Issuer is not null;
        bool hasToken = hasMetadata || definition.TokenEndpoint is not null;
        List<SignInFlow> flows = [];
        if (hasToken && (hasMetadata || definition.AuthorizationEndpoint is not null))
        {
            flows.Add(SignInFlow.Browser);
        }

        if (hasToken && (hasMetadata || definition.DeviceAuthorizationEndpoint is not null))
        {
            flows.Add(SignInFlow.DeviceCode);
        }

        if (flows.Contains(SignInFlow.Browser))
        {
            flows.Add(SignInFlow.Paste);
        }

        if (hasToken && (definition.ClientSecret is not null || definition.ClientSecretEnvironment is not null
            || definition.ClientAuthentication == ClientAuthentication.PrivateKeyJwt))
        {
            flows.Add(SignInFlow.ClientCredentials);
        }

        flows.Add(SignInFlow.GivenToken);
        if (hasToken && definition.Assertion is not null)
        {
            flows.Add(SignInFlow.Federated);
        }

        return flows;
    }

    // "${NAME}" is how PRX's own keys point at the environment; sent as it stands it would only be a wrong secret.
    private static (Secret? Secret, string? Variable) ClientSecret(ProviderOverlay overlay)
    {
        string? variable = overlay.Text(ConfigurationKeys.ClientSecretEnvironment);
        return overlay.Text(ConfigurationKeys.ClientSecret) switch
        {
            null => (null, variable),
            ['$', '{', .. { Length: > 0 } name, '}'] => (null, variable ?? name),
            string secret => (new Secret(secret), variable),
        };
    }

    private static DeviceProtocol Protocol(string? name) => name switch
    {
        "openai" => DeviceProtocol.OpenAi,
        "minimax" => DeviceProtocol.MiniMax,
        _ => DeviceProtocol.Rfc8628,
    };

    private static WorkloadAssertion? Assertion(ProviderOverlay overlay)
    {
        WorkloadAssertion assertion = new()
        {
            File = overlay.FilePath(ConfigurationKeys.AssertionFile),
            Environment = overlay.Text(ConfigurationKeys.AssertionEnvironment),
            Source = overlay.Text(ConfigurationKeys.AssertionSource) switch
            {
                "github-actions" => AssertionIssuer.GitHubActions,
                "azure-pipelines" => AssertionIssuer.AzurePipelines,
                _ => null,
            },
            Audience = overlay.Text(ConfigurationKeys.AssertionAudience),
            Use = overlay.Text(ConfigurationKeys.AssertionUse) switch
            {
                "jwt-bearer" => AssertionUse.JwtBearer,
                "token-exchange" => AssertionUse.TokenExchange,
                _ => AssertionUse.Client,
            },
        };
        return assertion is { File: null, Environment: null, Source: null } ? null : assertion;
    }

    private static RevocationStyle Revocation(string? name) => name switch
    {
        "none" => RevocationStyle.None,
        "rfc7009-json" => RevocationStyle.Rfc7009Json,
        "github-credentials" => RevocationStyle.GitHubCredentials,
        _ => Defaults.Revocation,
    };
}
