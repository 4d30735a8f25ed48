using System.Net;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Wire;

/// <summary>Turns an answer that is not a success into the failure that says who must do what.</summary>
internal static class ProviderFailure
{
    /// <summary>The failure for an answer with an error member, or without what was expected.</summary>
    public static PrxAuthException From(ProviderDefinition provider, ProviderReply http, params ReadOnlySpan<Secret?> secrets)
    {
        OAuthReply? reply = OAuthReply.Parse(http);
        string? error = reply?.Error;
        string said = Said(error, reply?.ErrorDescription, secrets);
        string who = $"Provider '{provider.Name}'";
        return error switch
        {
            "invalid_client" or "unauthorized_client" or "redirect_uri_mismatch" => Create(
                PrxAuthError.ClientRejected,
                $"{who} does not accept the client '{provider.ClientId}'{said}.",
                $"Check client_id, client_secret and the registered redirect URI under [providers.{provider.Name}] in the config file."),
            "access_denied" => Create(
                PrxAuthError.AccessDenied, $"{who} reports that the sign-in was denied{said}.", "Sign in again and approve the request."),
            "slow_down" => Throttled(),
            not null when http.Status == HttpStatusCode.TooManyRequests => Throttled(),
            "temporarily_unavailable" or "server_error" => Failed(),
            not null when (int)http.Status >= 500 => Failed(),
            not null => Create(
                PrxAuthError.AuthorizationFailed, $"{who} refused the request{said}.", "Check the provider's settings and sign in again."),
            null when http.Status == HttpStatusCode.TooManyRequests => Throttled(),
            null when (int)http.Status >= 500 || http.Status is HttpStatusCode.RequestTimeout || (int)http.Status == 425 => Failed(),
            null => Create(
                PrxAuthError.ProviderResponseInvalid,
                $"{who} ({http.Endpoint.Authority}) answered with {Kind(http, reply)} instead of an OAuth answer (HTTP {(int)http.Status}).",
                "Check the endpoint in the config file and whether a proxy or a sign-in page of the network is in between."),
        };

        PrxAuthException Throttled() => Create(
            PrxAuthError.ProviderThrottled,
            $"{who} asks to slow down (HTTP {(int)http.Status}){Wait(http)}.",
            "Wait and try again; the profile is unchanged.");

        PrxAuthException Failed() => Create(
            PrxAuthError.ProviderFailed,
            $"{who} ({http.Endpoint.Authority}) failed with HTTP {(int)http.Status}{said}{Wait(http)}.",
            "Try again later; the profile is unchanged.");

        PrxAuthException Create(PrxAuthError id, string message, string recommendation) =>
            new(id, message, recommendation) { Target = provider.Name, RetryAfter = http.RetryAfter };
    }

    private static string Said(string? error, string? description, ReadOnlySpan<Secret?> secrets)
    {
        if (error is null)
        {
            return string.Empty;
        }

        string code = SafeText.Clean(error, secrets);
        return description is null ? $" ({code})" : $" ({code}: {SafeText.Clean(description, secrets).TrimEnd('.')})";
    }

    private static string Wait(ProviderReply http) => http.RetryAfter is { } wait ? $"; it asks to wait {wait.TotalSeconds:0} seconds" : string.Empty;

    private static string Kind(ProviderReply http, OAuthReply? reply) => http switch
    {
        _ when (int)http.Status is >= 300 and < 400 => "a redirect",
        { MediaType: "text/html" } => "an HTML page",
        { Body.Length: 0 } => "an empty body",
        _ when reply is not null => "an object without a token",
        _ => "something unreadable",
    };
}
