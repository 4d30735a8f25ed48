using PrxAuth.Core.Flows;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Tokens;

/// <summary>Finds a provider's client secret, and says what is missing before a request would fail for it.</summary>
internal static class ClientSecrets
{
    public static Secret? Find(ProviderDefinition provider, Func<string, string?> environment) =>
        (provider.ClientSecretEnvironment is { } variable ? Secret.FromNullable(environment(variable)) : null) ?? provider.ClientSecret;

    /// <summary>Checks that the provider has the client that a sign-in needs.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="flow">The flow; null: whichever is chosen for a person.</param>
    public static void Demand(ProviderDefinition provider, Func<string, string?> environment, SignInFlow? flow)
    {
        bool isFederated = flow == SignInFlow.Federated;
        bool needsClient = !isFederated || AssertionSource.Demand(provider).Use == AssertionUse.Client;
        if (needsClient && string.IsNullOrEmpty(provider.ClientId))
        {
            throw new PrxAuthException(
                PrxAuthError.ClientIdMissing,
                $"No client id is configured for provider '{provider.Name}'.",
                provider.ClientHelp ?? $"Set client_id under [providers.{provider.Name}] in the config file.")
            { Target = provider.Name };
        }

        if (isFederated)
        {
            return;
        }

        if (provider.ClientAuthentication == ClientAuthentication.PrivateKeyJwt)
        {
            ClientKey.Demand(provider, environment);
            return;
        }

        if ((flow == SignInFlow.ClientCredentials || provider.ClientSecretRequired || provider.ClientSecretEnvironment is not null) && Find(provider, environment) is null)
        {
            string where = provider.ClientSecretEnvironment is { } variable
                ? $"Set the environment variable {variable}."
                : $"Set client_secret_env (or client_secret) under [providers.{provider.Name}] in the config file.";
            throw new PrxAuthException(
                PrxAuthError.ClientSecretMissing, $"No client secret is configured for provider '{provider.Name}'.", where)
            { Target = provider.Name };
        }
    }
}
