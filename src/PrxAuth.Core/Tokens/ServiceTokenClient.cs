using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>
/// GitHub Copilot's exchange: a GitHub token mints a token for about half an hour, good at the API that the answer names.
/// </summary>
internal sealed class ServiceTokenClient(ProviderHttp http, TimeProvider time)
{
    private static readonly TimeSpan s_graceAfterRefreshTime = TimeSpan.FromSeconds(60);

    /// <summary>Mints a service token.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.LoginRequired"/> when the access token is dead,
    /// <see cref="PrxAuthError.ServiceRefused"/> when the account has no access, and the failures of the wire.</exception>
    public async Task<ServiceToken> MintAsync(ProviderDefinition provider, Secret accessToken, CancellationToken cancellationToken)
    {
        Uri endpoint = provider.ExchangeEndpoint ?? throw TokenEndpoint.Incomplete(provider, "exchange_endpoint");
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("token", accessToken.Reveal());
        request.Headers.Add("Editor-Version", $"PrxAuth/{ProviderHttp.ProductVersion()}");
        request.Headers.Add("Editor-Plugin-Version", $"PrxAuth/{ProviderHttp.ProductVersion()}");
        DateTimeOffset askedAt = time.GetUtcNow();
        ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
        OAuthReply? answer = OAuthReply.Parse(reply);
        if (reply.IsSuccessStatus && answer?.Token("token") is { } token)
        {
            return new ServiceToken { Token = new Secret(token), ExpiresAt = Expiry(answer, askedAt), Endpoint = ApiEndpoint(answer) ?? provider.ApiEndpoint };
        }

        throw Failure(provider, reply, answer, accessToken);
    }

    // The local clock may be wrong: where the answer says after how many seconds to renew, that counts, not the server's time of day.
    private static DateTimeOffset Expiry(OAuthReply answer, DateTimeOffset askedAt)
    {
        if (answer.Seconds("refresh_in") is { Ticks: > 0 } refreshIn)
        {
            return askedAt + refreshIn + s_graceAfterRefreshTime;
        }

        return long.TryParse(answer.Text("expires_at"), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds is > 0 and < 32_503_680_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : askedAt + TimeSpan.FromMinutes(5);
    }

    private static Uri? ApiEndpoint(OAuthReply answer) =>
        MemberPath.TryFind(answer.Json, "endpoints.api", out string? api) && Uri.TryCreate(api, UriKind.Absolute, out Uri? address)
        && ProviderHttp.IsTrustworthy(address)
            ? address
            : null;

    private static PrxAuthException Failure(ProviderDefinition provider, ProviderReply reply, OAuthReply? answer, Secret accessToken)
    {
        string message = answer?.Text("message") is { } said ? $": {SafeText.Clean(said, accessToken)}" : string.Empty;
        bool isRateLimit = message.Contains("rate limit", StringComparison.OrdinalIgnoreCase);
        return reply.Status switch
        {
            HttpStatusCode.Unauthorized => new PrxAuthException(
                PrxAuthError.LoginRequired,
                $"Provider '{provider.Name}' no longer accepts the token it issued{message}.",
                $"Sign in again: Connect-PrxAuth -Provider {provider.Name}")
            { Target = provider.Name },
            HttpStatusCode.Forbidden when isRateLimit => new PrxAuthException(
                PrxAuthError.ProviderThrottled,
                $"Provider '{provider.Name}' asks to slow down{message}.",
                "Wait and try again; the profile is unchanged.")
            { Target = provider.Name, RetryAfter = reply.RetryAfter },
            HttpStatusCode.Forbidden or HttpStatusCode.NotFound => new PrxAuthException(
                PrxAuthError.ServiceRefused,
                $"{provider.DisplayName} gives this account no token{message}{Reason(answer, accessToken)}.",
                Advice(answer, accessToken))
            { Target = provider.Name },
            _ => ProviderFailure.From(provider, reply, accessToken),
        };
    }

    private static string Reason(OAuthReply? answer, Secret accessToken) =>
        answer is not null && MemberPath.TryFind(answer.Json, "error_details.notification_id", out string? id) ? $" ({SafeText.Clean(id, accessToken)})" : string.Empty;

    private static string Advice(OAuthReply? answer, Secret accessToken) =>
        answer is not null && MemberPath.TryFind(answer.Json, "error_details.url", out string? url)
            ? $"See {SafeText.Clean(url, accessToken)}; check the account's subscription and organisation policy."
            : "Check the account's subscription and organisation policy, and that the token is one of a sign-in, not a personal access token.";
}
