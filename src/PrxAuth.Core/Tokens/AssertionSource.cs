using System.Net.Http.Headers;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>
/// Gets the assertion by which a platform vouches for the workload that runs on it: a file or a variable that the platform keeps fresh, or
/// the endpoint of a CI. Asked for each exchange; nothing is kept.
/// </summary>
internal sealed class AssertionSource(ProviderHttp http, Func<string, string?> environment)
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>A fresh assertion.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.AssertionMissing"/> names what is missing; or the platform was not reached.</exception>
    public async Task<Secret> ReadAsync(ProviderDefinition provider, CancellationToken cancellationToken)
    {
        WorkloadAssertion workload = Demand(provider);
        string assertion = workload switch
        {
            { File: { } path } => await FromFileAsync(provider, path, cancellationToken).ConfigureAwait(false),
            { Environment: { } variable } => Variable(provider, variable, "It should hold the workload's assertion."),
            { Source: AssertionIssuer.GitHubActions } => await FromGitHubAsync(provider, workload.Audience, cancellationToken).ConfigureAwait(false),
            _ => await FromAzureAsync(provider, cancellationToken).ConfigureAwait(false),
        };
        assertion = assertion.Trim();
        return assertion.Length > 0 && assertion.All(c => c is > ' ' and <= '~')
            ? new Secret(assertion)
            : throw Missing(provider, $"What provider '{provider.Name}' is to get as the workload's assertion is empty or no token.", "Check what writes it.");
    }

    /// <summary>Says whether a workload's assertion is configured at all.</summary>
    public static WorkloadAssertion Demand(ProviderDefinition provider) => provider.Assertion ?? throw Missing(
        provider,
        $"No assertion is configured for provider '{provider.Name}'.",
        $"Set assertion_file, assertion_env or assertion_source under [providers.{provider.Name}] in the config file.");

    private static async Task<string> FromFileAsync(ProviderDefinition provider, string path, CancellationToken cancellationToken)
    {
        const string advice = "Check assertion_file, and that the platform projects its token there.";
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MaxBytes }
                ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)
                : throw Missing(provider, $"The assertion file {path} of provider '{provider.Name}' does not exist or is no token.", advice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Missing(provider, $"The assertion file {path} of provider '{provider.Name}' cannot be read.", advice, e);
        }
    }

    private Task<string> FromGitHubAsync(ProviderDefinition provider, string? audience, CancellationToken cancellationToken)
    {
        const string advice = "The job needs the permission 'id-token: write'; outside of GitHub Actions there is no such variable.";
        string address = Variable(provider, "ACTIONS_ID_TOKEN_REQUEST_URL", advice);
        string token = Variable(provider, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", advice);
        string query = audience is null ? string.Empty : $"{Joint(address)}audience={Uri.EscapeDataString(audience)}";
        return AskAsync(provider, HttpMethod.Get, address + query, token, "value", cancellationToken);
    }

    private Task<string> FromAzureAsync(ProviderDefinition provider, CancellationToken cancellationToken)
    {
        const string advice = "The step needs 'SYSTEM_ACCESSTOKEN: $(System.AccessToken)' in its env; outside of Azure Pipelines there is no such variable.";
        string address = Variable(provider, "SYSTEM_OIDCREQUESTURI", advice);
        string token = Variable(provider, "SYSTEM_ACCESSTOKEN", advice);
        // The tasks that run for a service connection name it; the audience is the connection's.
        string connection = environment("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID") is { Length: > 0 } id ? $"&serviceConnectionId={Uri.EscapeDataString(id)}" : string.Empty;
        return AskAsync(provider, HttpMethod.Post, $"{address}{Joint(address)}api-version=7.1{connection}", token, "oidcToken", cancellationToken);
    }

    private async Task<string> AskAsync(
        ProviderDefinition provider, HttpMethod method, string address, string token, string member, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint))
        {
            throw Missing(provider, $"The address that the platform gives for assertions of provider '{provider.Name}' is none.", "Check the platform's variables.");
        }

        using var request = new HttpRequestMessage(method, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (method == HttpMethod.Post)
        {
            request.Content = JsonBody.Of([]);
        }

        ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
        return reply.IsSuccessStatus && OAuthReply.Parse(reply)?.Token(member) is { } assertion
            ? assertion
            : throw Missing(
                provider,
                $"The platform ({endpoint.Authority}) gave no assertion for provider '{provider.Name}' (HTTP {(int)reply.Status}).",
                "Check the job's permission to ask for one, and assertion_audience.");
    }

    private static char Joint(string address) => address.Contains('?', StringComparison.Ordinal) ? '&' : '?';

    private string Variable(ProviderDefinition provider, string name, string advice) => environment(name) is { Length: > 0 } value
        ? value
        : throw Missing(provider, $"The environment variable {name}, which provider '{provider.Name}' needs for the workload's assertion, is not set.", advice);

    private static PrxAuthException Missing(ProviderDefinition provider, string message, string advice, Exception? cause = null) =>
        new(PrxAuthError.AssertionMissing, message, advice, cause) { Target = provider.Name };
}
